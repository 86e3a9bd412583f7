import Primitives
import ServiceRuntime
import TestSupport

@testable import Transactions

/// What can happen to a stock of one product.
enum StockEvent: Codable, Sendable, Fingerprinted, Hashable {
  case added(Int)
  case reduced(Int, order: String)
}

/// A stock of one product, as the sum of what happened to it.
struct StockRoot: Aggregate, Hashable {
  var stock = 0
  var events = 0

  mutating func apply(_ event: StockEvent) {
    events += 1
    switch event {
    case .added(let count): stock += count
    case .reduced(let count, _): stock -= count
    }
  }

  enum Command {
    case add(Int)
    case reduce(Int, order: String)
  }

  func decide(_ command: Command) throws -> [StockEvent] {
    switch command {
    case .add(let count): return [.added(count)]
    case .reduce(let count, let order):
      guard stock >= count else {
        throw RPCError(.failedPrecondition, "\(stock) left, \(count) wanted")
      }
      return [.reduced(count, order: order)]
    }
  }
}

/// A process that keeps its stock as events.
final class StockEvents {
  let process = SmallProcess()
  let events = EventStore<StockEvent>("stock")

  func store(_ context: ServiceContext) -> AggregateStore<StockRoot> {
    AggregateStore(context, "stock", snapshots: SnapshotRule(every: 3))
  }

  func perform(
    _ command: StockRoot.Command, _ key: String, product: String = "clock"
  ) throws -> CommandResult<StockRoot> {
    try process.run { context in
      try await self.store(context).perform(
        command, on: product, key: IdempotencyKey("stock", of: key))
    }
  }

  func read<Result>(
    _ body: @escaping (ServiceContext, any StoreTransaction) async throws -> Result
  ) throws -> Result {
    try process.run { context in
      try await context.store.transaction { try await body(context, $0) }
    }
  }

  func view(_ context: ServiceContext) -> Projection<StockEvent, Int> {
    Projection(context, "stock-levels", of: events) { event, rows in
      let level = try await rows.get(event.stream) ?? 0
      switch event.event {
      case .added(let count): try await rows.set(event.stream, level + count)
      case .reduced(let count, _): try await rows.set(event.stream, level - count)
      }
    }
  }
}
