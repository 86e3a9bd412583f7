public import Primitives
public import ServiceRuntime

/// A message in a partition, at its offset.
public struct LogRecord: Codable, Hashable, Sendable, Fingerprinted {
  /// Its place in the partition; offsets grow, with gaps where an append failed.
  public var offset: Int64
  /// The message.
  public var message: Message
  /// When it was appended, by the broker's wall clock.
  public var appendedAt: WallTime
  /// Which append of which producer it is, if that is known.
  public var stamp: ProducerStamp?

  /// A record of the given parts; made by the broker.
  package init(offset: Int64, message: Message, appendedAt: WallTime, stamp: ProducerStamp?) {
    self.offset = offset
    self.message = message
    self.appendedAt = appendedAt
    self.stamp = stamp
  }
}

/// Which append of which producer a record is, so that a repetition is recognised.
public struct ProducerStamp: Codable, Hashable, Sendable, Fingerprinted {
  /// The producer, as the broker numbered it.
  public var producer: Int64
  /// Counts the producer's appends to one partition, without gaps.
  public var sequence: Int64

  /// The append of a producer with a sequence number.
  public init(producer: Int64, sequence: Int64) {
    self.producer = producer
    self.sequence = sequence
  }
}

/// How long a topic keeps its records.
public struct LogRetention: Codable, Hashable, Sendable, Fingerprinted {
  /// The most records that a partition keeps; nothing means any number.
  public var maximumRecords: Int?
  /// The greatest age of a record, by the broker's wall clock; nothing means any age.
  public var maximumAge: Duration?

  /// Keeps as many records, for as long as stated; everything for ever when nothing is stated.
  public init(maximumRecords: Int? = nil, maximumAge: Duration? = nil) {
    self.maximumRecords = maximumRecords
    self.maximumAge = maximumAge
  }
}

/// A partition and a place in it.
public struct PartitionOffset: Codable, Hashable, Sendable, Fingerprinted {
  /// The partition's number, from zero on.
  public var partition: Int
  /// The offset.
  public var offset: Int64

  /// The place at an offset of a partition.
  public init(_ partition: Int, _ offset: Int64) {
    self.partition = partition
    self.offset = offset
  }
}

/// Which partition a key belongs to.
public enum Partitioning {
  /// The partition of a key: the same in every process and on every platform.
  ///
  /// - Precondition: there is at least one partition.
  public static func partition(of key: String, among count: Int) -> Int {
    precondition(count > 0, "a topic needs at least one partition, got \(count)")
    var digest = Digest()
    digest.combine(key)
    return Int(digest.words.high % UInt64(count))
  }
}
