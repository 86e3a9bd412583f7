import Primitives
import ServiceRuntime

/// One queue of a broker: its state and those who wait for it.
final class HostedQueue {
  let name: String
  var machine: QueueStateMachine
  let room: WaitingRoom

  init(_ name: String, _ options: QueueOptions, epoch: Int64, context: ServiceContext) {
    self.name = name
    machine = QueueStateMachine(options, epoch: epoch)
    room = WaitingRoom(context)
  }

  var options: QueueOptions { machine.options }

  func key(_ position: Int64) -> String { QueueTables.key(name, position) }
}

/// The records that a queue broker keeps.
enum QueueTables {
  static let queues = Table<QueueOptions>("broker-queues")
  static let exchanges = Table<ExchangeTable.Exchange>("broker-exchanges")
  static let bindings = Table<ExchangeTable.Binding>("broker-bindings")
  static let messages = Table<QueueRecord>("broker-messages")

  static func key(_ queue: String, _ position: Int64) -> String {
    "\(queue)/\(SortedKey.text(position))"
  }

  static func key(_ binding: ExchangeTable.Binding) -> String {
    "\(binding.exchange)/\(binding.queue)/\(binding.pattern)"
  }

  /// The queue and position of a message's key.
  static func place(_ key: String) -> (queue: String, position: Int64)? {
    guard let slash = key.lastIndex(of: "/"), let position = Int64(key[key.index(after: slash)...])
    else { return nil }
    return (String(key[..<slash]), position)
  }
}
