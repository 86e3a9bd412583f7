import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// What can happen to a product's stock, for the methods that keep events in place of numbers.
enum StockEvent: Codable, Sendable, Hashable, Fingerprinted {
  /// Units came in.
  case added(Int)
  /// Units were taken for an order.
  case taken(Int, order: String)
}

/// A product's stock as the sum of what happened to it.
struct StockHistory: Aggregate, Hashable {
  /// The stream of a product's events.
  static var streams: EventStore<StockEvent> { EventStore("stock") }

  /// The units left.
  private(set) var free = 0

  mutating func apply(_ event: StockEvent) {
    switch event {
    case .added(let count): free += count
    case .taken(let count, _): free -= count
    }
  }

  func decide(_ command: TakeUnits) throws -> [StockEvent] {
    try ShelfBook.compare(free, with: command)
    return [.taken(command.quantity, order: command.order.text)]
  }
}
