import Primitives
import ServiceRuntime

/// One topic of a broker: its partitions, its readers' groups and those who wait for records.
final class HostedTopic {
  let name: String
  let record: TopicRecord
  var partitions: [PartitionLogStateMachine]
  var groups: OrderedDictionary<String, ConsumerGroupStateMachine> = [:]
  var committed: OrderedDictionary<String, CommittedOffset> = [:]
  let room: WaitingRoom
  private var reads = 0

  init(_ name: String, _ record: TopicRecord, context: ServiceContext) {
    self.name = name
    self.record = record
    partitions = Array(repeating: PartitionLogStateMachine(), count: record.partitions)
    room = WaitingRoom(context)
  }

  /// A name to wait under: the member's, or a new one for a reader without a group.
  func waitingName(_ membership: LogBrokerAPI.Membership?) -> String {
    if let membership { return "\(membership.group)/\(membership.member)" }
    reads += 1
    return "/\(reads)"
  }

  /// A partition's number, if the topic has it.
  func check(_ partition: Int) throws(RPCError) {
    guard partitions.indices.contains(partition) else {
      throw RPCError(
        .invalidArgument, "topic \(name) has \(partitions.count) partitions, not \(partition)")
    }
  }
}

/// The records that a log broker keeps.
enum LogTables {
  static let topics = Table<TopicRecord>("log-topics")
  static let records = Table<LogRecord>("log-records")
  static let starts = Table<PartitionStart>("log-starts")
  static let offsets = Table<CommittedOffset>("log-offsets")
  static let producers = Table<BrokerEpoch>("log-producers")

  static func key(_ topic: String, _ partition: Int) -> String {
    "\(topic)/\(SortedKey.text(Int64(partition)))"
  }

  static func key(_ topic: String, _ partition: Int, _ offset: Int64) -> String {
    "\(key(topic, partition))/\(SortedKey.text(offset))"
  }

  static func key(_ topic: String, _ group: String, _ partition: Int) -> String {
    "\(topic)/\(group)/\(SortedKey.text(Int64(partition)))"
  }
}

/// A topic as the broker's store keeps it.
struct TopicRecord: Codable, Hashable, Sendable, Fingerprinted {
  var partitions: Int
  var retention: LogRetention
}

/// Below which offset a partition has been emptied.
struct PartitionStart: Codable, Hashable, Sendable, Fingerprinted {
  var offset: Int64
}

/// How far a group has come in a partition, and in which generation it said so.
struct CommittedOffset: Codable, Hashable, Sendable, Fingerprinted {
  var offset: Int64
  var generation: Int64
}
