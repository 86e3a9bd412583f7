public import Primitives
public import ServiceRuntime

/// The requests that a log broker answers.
public enum LogBrokerAPI {
  /// Makes sure that a topic exists.
  ///
  /// Refused with `failedPrecondition` when it exists and is cut differently.
  public struct CreateTopic: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "log-broker.create-topic"
    /// The topic's name.
    public var name: String
    /// How many partitions it has, at least one.
    public var partitions: Int
    /// How long it keeps its records.
    public var retention: LogRetention

    /// The request with these contents.
    public init(_ name: String, partitions: Int, retention: LogRetention = LogRetention()) {
      self.name = name
      self.partitions = partitions
      self.retention = retention
    }
  }

  /// Asks what a topic holds.
  public struct Describe: Request, Hashable {
    /// The method's name.
    public static let method: Method = "log-broker.describe"
    /// The topic's name.
    public var topic: String

    /// The request with these contents.
    public init(topic: String) {
      self.topic = topic
    }

    /// The extent of each partition, in order of their numbers.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// The least offset that is kept, of each partition.
      public var firstOffsets: [Int64]
      /// The offset that the next readable record will have at least, of each partition.
      public var endOffsets: [Int64]
    }
  }

  /// Asks for a number that tells this producer's appends from all others.
  public struct RegisterProducer: Request, Hashable {
    /// The method's name.
    public static let method: Method = "log-broker.register-producer"

    /// The request with these contents.
    public init() {}

    /// A producer's number.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// Never given to anybody else.
      public var producer: Int64
    }
  }

  /// Appends a message to a partition; it is on disk when the reply comes.
  ///
  /// With a stamp it may be repeated until it is answered and is in the log once. A stamp that
  /// leaves out a number is refused with `failedPrecondition`.
  public struct Append: Request, Hashable {
    /// The method's name.
    public static let method: Method = "log-broker.append"
    /// The topic.
    public var topic: String
    /// The partition.
    public var partition: Int
    /// The message.
    public var message: Message
    /// Which append of which producer it is; without it a repetition appends again.
    public var stamp: ProducerStamp?

    /// The request with these contents.
    public init(_ message: Message, to topic: String, partition: Int, stamp: ProducerStamp? = nil) {
      self.topic = topic
      self.partition = partition
      self.message = message
      self.stamp = stamp
    }

    /// Where the message is.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// Its offset.
      public var offset: Int64
      /// Whether it had been there before.
      public var isDuplicate: Bool
    }
  }

  /// Waits for records behind given places, all partitions taking turns.
  ///
  /// Refused with `failedPrecondition` and the detail `partition` when a place is out of range,
  /// and as `Commit` is when the membership does not count any more.
  public struct Fetch: Request, Hashable {
    /// The method's name.
    public static let method: Method = "log-broker.fetch"
    /// The topic.
    public var topic: String
    /// Where to read from, one place for each partition that is meant.
    public var places: [PartitionOffset]
    /// The most records of one partition in one reply.
    public var limit: Int
    /// How long to wait when there is nothing.
    public var wait: Duration
    /// On behalf of whom; readers without a group need none.
    public var membership: Membership?

    /// The request with these contents.
    public init(
      topic: String, places: [PartitionOffset], limit: Int, wait: Duration,
      membership: Membership? = nil
    ) {
      self.topic = topic
      self.places = places
      self.limit = limit
      self.wait = wait
      self.membership = membership
    }

    /// What there was.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// The partitions that had something, or whose place moved over a gap.
      public var batches: [Batch]
    }

    /// Records of one partition.
    public struct Batch: Codable, Hashable, Sendable, Fingerprinted {
      /// The partition.
      public var partition: Int
      /// The records in order of their offsets.
      public var records: [LogRecord]
      /// The offset to go on from.
      public var next: Int64
    }
  }

  /// A member of a consumer group in one generation.
  public struct Membership: Codable, Hashable, Sendable, Fingerprinted {
    /// The group.
    public var group: String
    /// The member; unique to one life of one consumer.
    public var member: String
    /// The generation that the member joined.
    public var generation: Int64

    /// The member of a group in a generation.
    public init(group: String, member: String, generation: Int64) {
      self.group = group
      self.member = member
      self.generation = generation
    }
  }

  /// Joins a consumer group on a topic, or joins it again after a rebalance.
  public struct Join: Request, Hashable {
    /// The method's name.
    public static let method: Method = "log-broker.join"
    /// The topic.
    public var topic: String
    /// The group.
    public var group: String
    /// The member; unique to one life of one consumer.
    public var member: String
    /// How long the member may be silent before it counts as lost.
    public var sessionTimeout: Duration

    /// The request with these contents.
    public init(topic: String, group: String, member: String, sessionTimeout: Duration) {
      self.topic = topic
      self.group = group
      self.member = member
      self.sessionTimeout = sessionTimeout
    }

    /// A member's share.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// The generation that the share belongs to.
      public var generation: Int64
      /// The partitions that the member reads now.
      public var assignments: [Assignment]
    }

    /// A partition that a member reads.
    public struct Assignment: Codable, Hashable, Sendable, Fingerprinted {
      /// The partition.
      public var partition: Int
      /// The group's committed offset: the first record that is not known to be finished.
      public var committed: Int64?
      /// The least offset that is kept.
      public var first: Int64
      /// The offset behind the last readable record.
      public var end: Int64
    }
  }

  /// A member's sign of life, or its farewell.
  ///
  /// Refused as `Commit` is when the membership does not count any more.
  public struct Attend: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "log-broker.attend"
    /// The topic.
    public var topic: String
    /// The member.
    public var membership: Membership
    /// Whether it leaves.
    public var isLeaving: Bool

    /// The request with these contents.
    public init(topic: String, _ membership: Membership, isLeaving: Bool = false) {
      self.topic = topic
      self.membership = membership
      self.isLeaving = isLeaving
    }
  }

  /// Says that all records below the given offsets are finished, as far as the group goes.
  ///
  /// Refused with `aborted` when the member belongs to an earlier generation or to none.
  public struct Commit: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "log-broker.commit"
    /// The topic.
    public var topic: String
    /// The member.
    public var membership: Membership
    /// The first unfinished offset of each partition that is meant.
    public var places: [PartitionOffset]

    /// The request with these contents.
    public init(topic: String, _ membership: Membership, places: [PartitionOffset]) {
      self.topic = topic
      self.membership = membership
      self.places = places
    }
  }

  /// Sets a group back, or forward, and makes its members start over from there.
  public struct Seek: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "log-broker.seek"
    /// The topic.
    public var topic: String
    /// The group.
    public var group: String
    /// Where to go on, for each partition that is meant.
    public var places: [PartitionOffset]

    /// The request with these contents.
    public init(topic: String, group: String, places: [PartitionOffset]) {
      self.topic = topic
      self.group = group
      self.places = places
    }
  }
}
