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
    var mayBeDone = false
    var attempt = 0
    while true {
      attempt += 1
      do throws(RPCError) {
        return try await ask(booking)
      } catch {
        // That the last attempt was refused takes nothing back that an earlier one may have done.
        mayBeDone = mayBeDone || error.certainty == .indefinite
        guard attempt < 5 else {
          var last = error
          if mayBeDone { last.certainty = .indefinite }
          throw last
        }
      }
      try await context.clock.sleep(for: .milliseconds(200))
    }
  }

  private func ask(_ booking: Book) async throws(RPCError) -> Done {
    try await context.call(
      booking, to: "ledger", deadline: context.clock.deadline(after: .milliseconds(500)))
  }
}
