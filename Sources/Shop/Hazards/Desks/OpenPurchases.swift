import ServiceRuntime
import ShopContracts

/// Sees to it that somebody works on every purchase that has not ended.
///
/// A purchase may be durable although its desk was told that it is not, and whoever worked on it
/// may have met an error: so what is open is looked for again and again, not only after a start.
/// Several hosts of a desk may share its purchases: what another one may still be working on is
/// left to it for a while.
final class OpenPurchases {
  /// Works on a purchase until it has ended, or throws.
  typealias Finish = (Purchase) async throws -> Void

  private let book: PurchaseBook
  /// How long a purchase is left to whoever took it down.
  private let grace = Duration.seconds(30)
  private let finish: Finish
  private var underWay: [OrderID: Int] = [:]
  private var context: ServiceContext { book.context }

  init(_ book: PurchaseBook, finish: @escaping Finish) {
    self.book = book
    self.finish = finish
  }

  /// Does something about a purchase; nobody else takes it up meanwhile.
  func working<Result>(
    on order: OrderID, _ body: () async throws -> Result
  ) async throws -> Result {
    underWay[order, default: 0] += 1
    defer { underWay[order] = underWay[order].flatMap { $0 > 1 ? $0 - 1 : nil } }
    return try await body()
  }

  /// Works on a purchase beside everything else, unless somebody does.
  func pursue(_ purchase: Purchase) {
    guard underWay[purchase.order] == nil else { return }
    context.tasks.spawn("pursue order \(purchase.order)") {
      do {
        try await self.working(on: purchase.order) { try await self.finish(purchase) }
      } catch {
        self.context.log(.warning, "order \(purchase.order) is still open: \(error)")
      }
    }
  }

  /// Takes up what is open now, and whatever is left open later, until the process ends.
  func run() {
    context.tasks.spawn("open purchases") {
      var grace = Duration.zero
      repeat {
        do {
          let now = self.context.clock.wallTime
          for purchase in try await self.book.open() where purchase.recordedAt + grace <= now {
            self.pursue(purchase)
          }
          grace = self.grace
        } catch {
          self.context.log(.warning, "open purchases were not listed: \(error)")
        }
      } while (try? await self.context.clock.sleep(for: .seconds(5))) != nil
    }
  }
}
