import Primitives
import ServiceRuntime
import ShopContracts
import Testing

@testable import Products

@Suite struct ProductSearchTests {
  private func product(
    _ id: ProductID, _ name: String, _ category: String, _ cents: Int64,
    _ currency: Currency = .dollar
  ) -> ProductDetails {
    ProductDetails(
      product: id,
      entry: CatalogueEntry(
        code: id.text, name: name, text: "about \(id)", category: category),
      price: Money(minorUnits: cents, currency))
  }

  private var shelf: [ProductDetails] {
    [
      product("a", "Red chair", "home", 100), product("b", "Blue chair", "home", 200),
      product("c", "Red car", "toys", 300), product("d", "Green car", "toys", 400, .euro),
    ]
  }

  private func found(_ request: SearchProducts) throws -> [String] {
    try ProductSearch(request).result(of: shelf).products.map(\.product.text)
  }

  @Test func `a search narrows by text, category and price`() throws {
    #expect(try found(SearchProducts()) == ["a", "b", "c", "d"])
    #expect(try found(SearchProducts(text: "RED")) == ["a", "c"])
    #expect(try found(SearchProducts(text: "about b")) == ["b"])
    #expect(try found(SearchProducts(text: "red", category: "toys")) == ["c"])
    #expect(try found(SearchProducts(lowest: Money(minorUnits: 200))) == ["b", "c"])
    #expect(try found(SearchProducts(highest: Money(minorUnits: 200))) == ["a", "b"])
    #expect(try found(SearchProducts(lowest: .zero(.euro))) == ["d"])
  }

  @Test func `pages follow one another without gap or overlap`() throws {
    for size in 1...5 {
      var all: [String] = []
      for page in 0...5 {
        let result = try ProductSearch(SearchProducts(page: page, pageSize: size))
          .result(of: shelf)
        #expect(result.total == 4)
        all += result.products.map(\.product.text)
      }
      #expect(all == Array(["a", "b", "c", "d"].prefix(6 * size)))
    }
    #expect(try found(SearchProducts(page: .max, pageSize: 100)) == [])
  }

  @Test func `a search that makes no sense names the field`() {
    let cases: [(SearchProducts, String)] = [
      (SearchProducts(page: -1), "page"), (SearchProducts(pageSize: 0), "pageSize"),
      (SearchProducts(pageSize: 101), "pageSize"),
      (SearchProducts(lowest: Money(minorUnits: -1)), "price"),
      (SearchProducts(lowest: Money(minorUnits: 2), highest: Money(minorUnits: 1)), "lowest"),
      (SearchProducts(lowest: .zero(.dollar), highest: .zero(.euro)), "lowest"),
    ]
    for (request, field) in cases {
      do throws(RPCError) {
        _ = try ProductSearch(request)
        Issue.record("a search by a bad \(field) was let pass")
      } catch {
        #expect(error.code == .invalidArgument)
        #expect(error.details == ["field": field])
      }
    }
  }
}
