import ServiceRuntime
import ShopContracts

/// What a product must be like; the rules alone, without a store.
enum CatalogueRules {
  /// The highest price, in minor units: a thousand pieces of it still fit into an order's sum.
  static let highestPrice: Int64 = 1_000_000_000_000

  /// Refuses an entry that must not be in the catalogue.
  static func check(_ entry: CatalogueEntry) throws(RPCError) {
    for (field, text) in [
      ("code", entry.code), ("name", entry.name), ("category", entry.category),
    ] where !text.contains(where: { !$0.isWhitespace }) {
      throw refusal(field, "a product needs a \(field)")
    }
    let sides = entry.size.map { [$0.length, $0.width, $0.height] } ?? []
    guard sides.allSatisfy({ $0 >= 1 }) else {
      throw refusal("size", "each side of a product has at least 1 mm")
    }
    guard entry.grams.map({ $0 >= 1 }) ?? true else {
      throw refusal("grams", "a product weighs at least 1 gram")
    }
  }

  /// Refuses a price that no product may have.
  static func check(_ price: Money) throws(RPCError) {
    guard (0...highestPrice).contains(price.minorUnits) else {
      throw refusal("price", "a price is 0 to \(highestPrice) minor units")
    }
  }

  static func refusal(_ field: String, _ message: String) -> RPCError {
    RPCError(.invalidArgument, message, details: ["field": field])
  }
}
