import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Changes of the catalogue; each one runs inside a transaction that also keeps its key.
extension ProductsService {
  /// Puts a product into the catalogue.
  func add(
    _ request: AddProduct, in transaction: any StoreTransaction
  ) async throws -> ProductDetails {
    try CatalogueRules.check(request.entry)
    try CatalogueRules.check(request.price)
    let product = request.product
    guard try await transaction.getForUpdate(Self.productTable, product.text) == nil else {
      throw RPCError(
        .alreadyExists, "there is a product \(product)", details: ["field": "product"])
    }
    try await claim(request.entry.code, for: product, in: transaction)
    let details = ProductDetails(product: product, entry: request.entry, price: request.price)
    try await transaction.insertContended(Self.productTable, product.text, details)
    try await note(details, in: transaction)
    return details
  }

  /// Changes what is said about a product or whether it can be bought.
  func update(
    _ request: UpdateProduct, in transaction: any StoreTransaction
  ) async throws -> ProductDetails {
    if let entry = request.entry { try CatalogueRules.check(entry) }
    var details = try await lock(request.product, in: transaction)
    if let entry = request.entry, entry.code != details.entry.code {
      try await claim(entry.code, for: details.product, in: transaction)
      try await transaction.remove(Self.codeTable, details.entry.code)
    }
    details.entry = request.entry ?? details.entry
    details.isActive = request.isActive ?? details.isActive
    try await transaction.put(Self.productTable, details.product.text, details)
    return details
  }

  /// Gives a product a new price, unless somebody else was faster.
  func changePrice(
    _ request: ChangePrice, in transaction: any StoreTransaction
  ) async throws -> ProductDetails {
    try CatalogueRules.check(request.price)
    var details = try await lock(request.product, in: transaction)
    guard details.priceVersion == request.replacing else {
      throw RPCError(
        .failedPrecondition, "the price of \(request.product) was changed by somebody else",
        details: ["version": "\(details.priceVersion)"])
    }
    details.price = request.price
    details.priceVersion += 1
    try await transaction.put(Self.productTable, details.product.text, details)
    try await note(details, in: transaction)
    context.log(.info, "\(details.product) costs \(details.price) from now on")
    return details
  }

  private func lock(
    _ product: ProductID, in transaction: any StoreTransaction
  ) async throws -> ProductDetails {
    guard let details = try await transaction.getForUpdate(Self.productTable, product.text) else {
      throw Self.unknown(product)
    }
    return details
  }

  /// Makes a stock code a product's own; of two who want it at once the store lets one through.
  private func claim(
    _ code: String, for product: ProductID, in transaction: any StoreTransaction
  ) async throws {
    guard let owner = try await transaction.getForUpdate(Self.codeTable, code) else {
      return try await transaction.insertContended(Self.codeTable, code, product)
    }
    guard owner == product else {
      throw RPCError(
        .alreadyExists, "another product has the code \(code)", details: ["field": "code"])
    }
  }

  /// Writes down the price that a product has from now on.
  private func note(_ details: ProductDetails, in transaction: any StoreTransaction) async throws {
    let digits = "\(details.priceVersion)"
    let padded = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    let version = PriceVersion(
      product: details.product, version: details.priceVersion, price: details.price,
      since: context.clock.wallTime)
    try await transaction.insertContended(
      Self.priceTable, "\(details.product)/\(padded)", version)
  }
}
