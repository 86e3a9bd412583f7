import Primitives
import ServiceRuntime

/// Takes deposits from customers and has them booked, asking again while it is not told.
public final class Teller: Service {
  private let context: ServiceContext

  /// A teller of a bank whose ledger is called `ledger`.
  public init(_ context: ServiceContext) {
    self.context = context
  }

  public func start() async throws {
    context.handle(Deposit.self) { request, _ in try await self.take(request) }
  }

  private func take(_ request: Deposit) async throws -> Done {
    let booking = Book(deposit: request.id, amount: request.amount)
    for _ in 1..<5 {
      if let done = try? await ask(booking) { return done }
      try await context.clock.sleep(for: .milliseconds(200))
    }
    return try await ask(booking)
  }

  private func ask(_ booking: Book) async throws -> Done {
    try await context.call(
      booking, to: "ledger", deadline: context.clock.deadline(after: .milliseconds(500)))
  }
}
