import ServiceRuntime
import ShopContracts

/// What a search is for; the rules alone, without a store.
struct ProductSearch {
  private let text: String?
  private let category: String?
  private let lowest: Money?
  private let highest: Money?
  private let page: Int
  private let pageSize: Int

  /// The search that a request asks for.
  init(_ request: SearchProducts) throws(RPCError) {
    text = request.text.map { $0.lowercased() }
    category = request.category
    lowest = request.lowest
    highest = request.highest
    page = request.page ?? 0
    pageSize = request.pageSize ?? 20
    guard page >= 0 else { throw CatalogueRules.refusal("page", "pages are counted from 0") }
    guard (1...100).contains(pageSize) else {
      throw CatalogueRules.refusal("pageSize", "a page has 1 to 100 products")
    }
    if let lowest { try CatalogueRules.check(lowest) }
    if let highest { try CatalogueRules.check(highest) }
    guard let lowest, let highest else { return }
    guard lowest.currency == highest.currency, lowest <= highest else {
      throw CatalogueRules.refusal("lowest", "the prices must share a currency and be in order")
    }
  }

  /// Whether a product is what is looked for.
  func matches(_ product: ProductDetails) -> Bool {
    guard product.isActive, category == nil || product.entry.category == category else {
      return false
    }
    if let lowest {
      guard product.price.currency == lowest.currency, product.price >= lowest else { return false }
    }
    if let highest {
      guard product.price.currency == highest.currency, product.price <= highest else {
        return false
      }
    }
    guard let text else { return true }
    return product.entry.name.lowercased().contains(text)
      || product.entry.text.lowercased().contains(text)
  }

  /// The page that was asked for of the products that match, which must be in order of ids.
  func result(of products: [ProductDetails]) -> SearchProducts.Reply {
    let matching = products.filter { matches($0) }
    let (start, isTooFar) = page.multipliedReportingOverflow(by: pageSize)
    guard !isTooFar, start < matching.count else {
      return SearchProducts.Reply(products: [], total: matching.count)
    }
    return SearchProducts.Reply(
      products: Array(matching[start...].prefix(pageSize)), total: matching.count)
  }
}
