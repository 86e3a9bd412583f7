import Primitives
import ServiceRuntime

/// Books deposits.
///
/// Where it does not check, a deposit that is asked for twice is booked twice.
public final class Ledger: Service {
  /// The bookings, in the order in which they were made.
  public static let bookings = Table<Booking>("bookings")
  /// The point at which a booking is durable and nobody knows yet.
  public static let booked: FailpointName = "after-booking"

  private let context: ServiceContext
  private let checks: Bool

  /// A ledger that looks whether a deposit is booked already, or one that does not.
  public init(_ context: ServiceContext, checks: Bool) {
    self.context = context
    self.checks = checks
  }

  public func start() async throws {
    context.handle(Book.self) { request, _ in
      try await self.book(request)
      try await self.context.failpoint(Ledger.booked)
      return Done()
    }
    context.handle(Balance.self) { _, _ in
      let bookings = try await self.context.store.transaction { try await $0.list(Ledger.bookings) }
      return Total(amount: bookings.reduce(0) { $0 + $1.value.amount })
    }
  }

  private func book(_ request: Book) async throws {
    try await context.store.transaction { transaction in
      let known = try await transaction.list(Ledger.bookings)
      if self.checks, known.contains(where: { $0.value.deposit == request.deposit }) { return }
      let number = "\(1_000_000 + known.count)"
      try await transaction.insert(
        Ledger.bookings, number, Booking(deposit: request.deposit, amount: request.amount))
    }
  }
}
