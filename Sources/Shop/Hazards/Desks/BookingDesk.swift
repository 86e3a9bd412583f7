import Primitives
import Resilience
package import ServiceRuntime
import ShopContracts
import Transactions

/// Sells units in three steps: hold them, charge for them, sell them.
package final class BookingDesk: Service {
  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] =
    [
      (afterHold, "the units are held, the card is not charged"),
      (afterCharge, "the card is charged, the units are not sold"),
    ]
    + SagaFailpoints.all.map { ($0, "a point of the saga's orchestrator") }

  static let afterHold: FailpointName = "after-hold-before-charge"
  static let afterCharge: FailpointName = "after-charge-before-sale"

  private let context: ServiceContext
  private let book: PurchaseBook
  private let driving: any Booking

  package init(_ context: ServiceContext, _ configuration: BookingConfiguration) {
    self.context = context
    book = PurchaseBook(context)
    driving =
      switch configuration.driving {
      case .saga: SagaBooking(book, configuration)
      case .inMemory: RememberedBooking(book, configuration)
      }
  }

  package func start() async throws {
    context.handle(BuyUnits.self) { request, _ in
      let purchase = try await self.driving.begin(request)
      guard purchase.status == .pending else { return purchase.summary }
      try await self.driving.finish(purchase)
      return try await self.book.purchase(purchase.order).summary
    }
    context.handle(AskPurchase.self) { request, _ in
      try await self.book.purchase(request.order).summary
    }
    try await driving.resume()
  }
}

/// A way of getting through the three steps.
protocol Booking {
  /// Takes a purchase down.
  func begin(_ request: BuyUnits) async throws -> Purchase
  /// Brings a purchase to its end.
  func finish(_ purchase: Purchase) async throws
  /// Goes on with what an earlier life has left.
  func resume() async throws
}
