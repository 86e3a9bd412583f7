import Primitives
package import ServiceRuntime

/// One partition of a log: what is in it, what is on its way to the disk, who has written it.
///
/// An append first takes an offset, is made durable by the shell, and is then completed or
/// abandoned. Readers see nothing beyond the first offset that is still on its way, so an offset
/// never appears behind one that was already read. An abandoned offset stays unused.
package struct PartitionLogStateMachine {
  /// The records that can be read or will be when those before them are durable.
  package private(set) var records: [LogRecord] = []
  /// The least offset that is kept.
  package private(set) var firstOffset: Int64 = 0
  /// The offset that the next append gets.
  package private(set) var nextOffset: Int64 = 0
  private var pending: OrderedDictionary<Int64, ProducerStamp?> = [:]
  private var producers: OrderedDictionary<Int64, Progress> = [:]

  private struct Progress {
    var sequence: Int64
    var offset: Int64
    var isPending: Bool
  }

  /// A partition without records.
  package init() {}

  /// What becomes of an append.
  package enum Admission: Hashable, Sendable {
    /// Store it at this offset.
    case append(Int64)
    /// It is in the log already, at this offset.
    case duplicate(Int64)
    /// It is an older append of a producer that has gone on since.
    case outdated
    /// The producer's previous append is not finished.
    case busy
    /// The producer left out something: its next sequence number must be this one.
    case gap(Int64)
  }

  /// What a reader gets.
  package enum Reading: Hashable, Sendable {
    /// Records in order, and the offset to go on from.
    case records([LogRecord], next: Int64)
    /// The offset is not kept any more or not written yet.
    case outOfRange
  }

  /// The offset behind the last record that can be read.
  ///
  /// Never an offset that was abandoned: after a restart it would be given out again, and a reader
  /// who had gone past it would miss a record.
  package var readableEnd: Int64 {
    readable.last.map { $0.offset + 1 } ?? firstOffset
  }

  private var readable: ArraySlice<LogRecord> {
    guard let barrier = pending.keys.min() else { return records[...] }
    return records[..<records.partitioningIndex { $0.offset >= barrier }]
  }

  /// Takes an offset for a record, unless its producer has sent it before or out of order.
  ///
  /// A producer that is not known may begin anywhere: its earlier records may have been too old
  /// to be kept.
  package mutating func reserve(_ stamp: ProducerStamp?) -> Admission {
    if let stamp, let progress = producers[stamp.producer] {
      if progress.isPending { return .busy }
      if stamp.sequence == progress.sequence { return .duplicate(progress.offset) }
      if stamp.sequence < progress.sequence { return .outdated }
      if stamp.sequence > progress.sequence + 1 { return .gap(progress.sequence + 1) }
    }
    let offset = nextOffset
    nextOffset += 1
    pending[offset] = .some(stamp)
    if let stamp {
      var progress =
        producers[stamp.producer]
        ?? Progress(
          sequence: stamp.sequence - 1, offset: -1, isPending: true)
      progress.isPending = true
      producers[stamp.producer] = progress
    }
    return .append(offset)
  }

  /// A record is durable.
  package mutating func complete(_ record: LogRecord) {
    release(record.offset)
    insert(record)
  }

  /// A record is certainly not durable; its producer may send it again.
  package mutating func abandon(_ offset: Int64) {
    let stamp = pending[offset] ?? nil
    release(offset)
    guard let stamp, let progress = producers[stamp.producer], progress.offset < 0 else { return }
    producers[stamp.producer] = nil
  }

  /// Takes in a record that was found in the store at the broker's start.
  package mutating func recover(_ record: LogRecord) {
    insert(record)
  }

  /// Begins no earlier than an offset, below which everything has been removed.
  package mutating func recover(firstOffset: Int64) {
    self.firstOffset = max(self.firstOffset, firstOffset)
    nextOffset = max(nextOffset, firstOffset)
  }

  /// Reads from an offset on.
  package func read(from offset: Int64, limit: Int) -> Reading {
    guard (firstOffset...readableEnd).contains(offset) else { return .outOfRange }
    let start = records.partitioningIndex { $0.offset >= offset }
    let found = Array(readable[min(start, readable.endIndex)...].prefix(limit))
    return .records(found, next: found.last.map { $0.offset + 1 } ?? offset)
  }

  /// The offset below which records are too many or too old; nothing when all may stay.
  package func trimmingBound(_ retention: LogRetention, wallTime: WallTime) -> Int64? {
    let readable = readable
    var surplus = 0
    if let most = retention.maximumRecords { surplus = max(0, readable.count - most) }
    if let age = retention.maximumAge {
      surplus = max(surplus, readable.prefix { $0.appendedAt + age <= wallTime }.count)
    }
    guard surplus > 0 else { return nil }
    return readable[surplus - 1].offset + 1
  }

  /// Forgets the records below an offset.
  package mutating func trim(below bound: Int64) {
    firstOffset = max(firstOffset, bound)
    records.removeFirst(records.partitioningIndex { $0.offset >= bound })
  }

  private mutating func release(_ offset: Int64) {
    let stamp = pending.removeValue(forKey: offset) ?? nil
    if let stamp { producers[stamp.producer]?.isPending = false }
  }

  private mutating func insert(_ record: LogRecord) {
    nextOffset = max(nextOffset, record.offset + 1)
    let index = records.partitioningIndex { $0.offset >= record.offset }
    precondition(
      index == records.count || records[index].offset > record.offset,
      "offset \(record.offset) was written twice")
    records.insert(record, at: index)
    guard let stamp = record.stamp else { return }
    if let progress = producers[stamp.producer], progress.sequence > stamp.sequence { return }
    producers[stamp.producer] = Progress(
      sequence: stamp.sequence, offset: record.offset, isPending: false)
  }
}

extension Array {
  /// The first position whose element meets a condition that, once met, all later ones meet.
  fileprivate func partitioningIndex(where isMet: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isMet(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
