import Primitives
public import ServiceRuntime

/// Reads topics of a log broker as a member of a group and hands records to handlers.
///
/// Each partition is read in order and by one member at a time, as far as the members know. A
/// record whose handler throws is tried again in its place; after a number of attempts it goes to
/// the dead-letter topic and the partition moves on. Without a dead-letter topic it is tried for
/// ever and the partition waits. A record of a type without a handler is counted and passed over.
public final class LogConsumer: MessageSubscriber {
  private let member: GroupMember
  private var subscriptions = Subscriptions()
  private var readers: [LogReader] = []

  /// Which group a consumer belongs to and how it reads.
  public struct Options: Hashable, Sendable {
    /// The group; its members share the partitions, each group sees all records.
    public var group: String
    /// Where a group without a committed offset begins.
    public var beginning = Beginning.earliest
    /// When offsets are committed.
    public var acknowledgement = Acknowledgement.afterWork
    /// The most records of one partition in one reply.
    public var limit = 16
    /// How long the broker is asked to wait for records.
    public var wait = Duration.seconds(3)
    /// How long the member may be silent before its partitions go to others.
    public var sessionTimeout = Duration.seconds(10)
    /// How often a record is tried before it goes to the dead-letter topic.
    public var attempts = 3
    /// The topic for records that could not be handled.
    public var deadLetterTopic: String?
    /// How requests to the broker and attempts at a record are spaced.
    public var requests = PublisherOptions()

    /// Reads as a member of a group, from the earliest record on.
    public init(group: String) {
      self.group = group
    }

    /// Where a group begins that has not committed anything, or whose place is gone.
    public enum Beginning: String, Hashable, Sendable, Codable {
      /// At the oldest record that is kept.
      case earliest
      /// Behind the newest record.
      case latest
    }
  }

  /// A consumer that does not read yet.
  public init(_ context: ServiceContext, broker: ServiceName, options: Options) {
    member = GroupMember(context, broker, options)
  }

  /// Names the code that handles the records of one type.
  public func subscribe(
    to topic: String, type: String, _ handler: @escaping (Delivery) async throws -> Void
  ) {
    precondition(readers.isEmpty, "\(topic) is subscribed to after the consumer has started")
    subscriptions.add(topic, type, handler)
  }

  /// Begins to read.
  public func start() {
    guard readers.isEmpty else { return }
    readers = subscriptions.topics.map { LogReader(member, topic: $0) }
    // Handlers mostly hold what holds the consumer: they live no longer than the loops.
    let subscriptions = subscriptions
    forgetSubscriptions()
    for reader in readers { reader.start(subscriptions) }
  }

  /// Forgets all handlers, where a service ends before it has begun to read.
  public func forgetSubscriptions() {
    subscriptions = Subscriptions()
  }

  /// Finishes the records in hand and leaves the group.
  public func drain() async {
    for reader in readers { reader.stop() }
    for reader in readers { await reader.leave() }
  }
}
