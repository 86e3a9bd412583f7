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
    var attempt = 1
    while true {
      do {
        return try await context.call(
          Book(deposit: request.id, amount: request.amount), to: "ledger",
          deadline: context.deadline(after: .milliseconds(500)))
      } catch where attempt < 5 {
        attempt += 1
        try await context.clock.sleep(for: .milliseconds(200))
      }
    }
  }
}
