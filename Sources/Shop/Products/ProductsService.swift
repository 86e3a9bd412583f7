import Primitives
package import ServiceRuntime
package import ShopContracts
import Transactions

/// Keeps the catalogue: what there is for sale, and what it costs and has cost.
///
/// How many pieces there are is the inventory's affair.
package final class ProductsService: Service {
  /// The products, by id.
  package static let productTable = Table<ProductDetails>("products")
  /// The product of each stock code, so that a code belongs to one product.
  package static let codeTable = Table<ProductID>("product-codes")
  /// Every price that a product has had, by product and version.
  package static let priceTable = Table<PriceVersion>("product-prices")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    ("idempotent-effect-before-commit", "the catalogue is changed, nothing is durable"),
    ("idempotent-effect-committed-before-reply", "the change is durable, nobody knows yet"),
  ]

  let context: ServiceContext
  private let configuration: ProductsConfiguration
  private let keys: IdempotencyStore
  private let changes: IdempotentHandler

  package init(
    _ context: ServiceContext, _ configuration: ProductsConfiguration = ProductsConfiguration()
  ) {
    self.context = context
    self.configuration = configuration
    keys = IdempotencyStore(
      context,
      retention: IdempotencyRetention(
        retries: .seconds(86_400), redelivery: .zero, margin: .seconds(3_600)))
    changes = IdempotentHandler(
      context, keys: keys, rules: IdempotencyRules(whileInProgress: .wait, keepsRefusals: false))
  }

  package func start() async throws {
    try await stockUp()
    _ = try await keys.sweep { _ in true }
    changes.handle(AddProduct.self) { try await self.add($0, in: $1) }
    changes.handle(UpdateProduct.self) { try await self.update($0, in: $1) }
    changes.handle(ChangePrice.self) { try await self.changePrice($0, in: $1) }
    context.handle(GetProduct.self) { request, _ in
      try await self.context.store.transaction { try await self.product(request.product, in: $0) }
    }
    context.handle(GetProducts.self) { request, _ in try await self.several(request) }
    context.handle(GetPrices.self) { request, _ in try await self.prices(request.product) }
    context.handle(SearchProducts.self) { request, _ in
      let search = try ProductSearch(request)
      let all = try await self.context.store.transaction { transaction in
        try await transaction.list(Self.productTable).map(\.value)
      }
      return search.result(of: all)
    }
  }

  /// Writes the first catalogue, unless an earlier life has done so.
  private func stockUp() async throws {
    for request in configuration.initialProducts {
      try await context.store.settlingTransaction { transaction in
        let known = try await transaction.get(Self.productTable, request.product.text)
        if known == nil { _ = try await self.add(request, in: transaction) }
      }
    }
  }

  // MARK: Asking

  private func several(_ request: GetProducts) async throws -> GetProducts.Reply {
    guard request.products.count <= 100 else {
      throw RPCError(
        .invalidArgument, "at most 100 products at once, got \(request.products.count)")
    }
    return try await context.store.transaction(TransactionOptions(isolation: .snapshot)) {
      transaction in
      var found: [ProductDetails] = []
      var missing: [ProductID] = []
      for product in request.products {
        if let details = try await transaction.get(Self.productTable, product.text) {
          found.append(details)
        } else {
          missing.append(product)
        }
      }
      return GetProducts.Reply(found: found, missing: missing)
    }
  }

  private func prices(_ product: ProductID) async throws -> GetPrices.Reply {
    try await context.store.transaction { transaction in
      _ = try await self.product(product, in: transaction)
      let rows = try await transaction.list(Self.priceTable, KeyRange(prefix: "\(product)/"))
      return GetPrices.Reply(prices: rows.map(\.value).filter { $0.product == product })
    }
  }

  private func product(
    _ product: ProductID, in transaction: any StoreTransaction
  ) async throws -> ProductDetails {
    guard let details = try await transaction.get(Self.productTable, product.text) else {
      throw Self.unknown(product)
    }
    return details
  }

  static func unknown(_ product: ProductID) -> RPCError {
    RPCError(.notFound, "there is no product \(product)", details: ["product": product.text])
  }
}
