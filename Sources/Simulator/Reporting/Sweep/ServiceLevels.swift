import Engine
package import Harness
import Primitives
import World

/// How clients fared while nothing was wrong, and while something was.
///
/// An operation counts as met by a fault when one stood or struck between its being asked and its
/// end. Times are virtual, so that the figures are the same on every machine.
package struct ServiceLevels {
  /// Operations that have something in common.
  package struct Share {
    /// How many were asked.
    package fileprivate(set) var asked = 0
    /// How many were done, as their clients know.
    package fileprivate(set) var answered = 0
    /// How many were certainly not done.
    package fileprivate(set) var failed = 0
    /// How many may have been done, those included that never ended.
    package fileprivate(set) var unknown = 0
    /// How long those took that were done, in nanoseconds and in no order.
    fileprivate var latencies: [Int64] = []

    /// Of ten thousand operations, how many were done; nothing where none was asked.
    package var availability: Int? { asked == 0 ? nil : answered * 10_000 / asked }

    /// How long the given share took at most; nothing where none was done.
    ///
    /// - Parameter percent: the share, by nearest rank.
    package func latency(percent: Int) -> Duration? {
      guard !latencies.isEmpty else { return nil }
      let rank = max(1, (latencies.count * percent + 99) / 100)
      return .nanoseconds(latencies.sorted()[rank - 1])
    }
  }

  /// The operations that no fault met.
  package private(set) var calm = Share()
  /// The operations that a fault met.
  package private(set) var troubled = Share()
  /// How many runs were looked at.
  package private(set) var runs = 0

  /// Levels of no runs.
  package init() {}

  /// Takes in the operations of a run with a full trace.
  package mutating func add(_ record: RunRecord) {
    runs += 1
    let faults = ServiceLevels.faults(of: record)
    for operation in record.operations {
      let begin = operation.invoked.nanoseconds
      let end = (operation.ended ?? record.end).nanoseconds
      let isMet = faults.contains { $0.begin <= end && $0.end >= begin }
      if isMet {
        ServiceLevels.add(operation, end - begin, to: &troubled)
      } else {
        ServiceLevels.add(operation, end - begin, to: &calm)
      }
    }
  }

  private static func add(_ operation: ClientOperation, _ time: Int64, to share: inout Share) {
    share.asked += 1
    switch operation.result {
    case .succeeded:
      share.answered += 1
      share.latencies.append(time)
    case .failed: share.failed += 1
    case .unknown, .pending: share.unknown += 1
    }
  }

  /// When something was wrong: from each strike to its healing, to the end where it never healed.
  ///
  /// A fault of messages is over once it has struck; what it did to the message lasts as long as
  /// somebody waits for it, which is the operation itself.
  private static func faults(of record: RunRecord) -> [(begin: Int64, end: Int64)] {
    let trace = record.trace
    var standing = StandingFaults()
    var begun = OrderedDictionary<Int32, Int64>()
    var result: [(begin: Int64, end: Int64)] = []
    for (index, event) in trace.events.prefix(record.traceLength).enumerated() {
      guard event.kind == .faultStruck || event.kind == .faultHealed else { continue }
      let healed = standing.take(event, Int32(index), in: trace)
      let now = event.instant.nanoseconds
      if event.kind == .faultHealed {
        if let healed, let begin = begun.removeValue(forKey: healed) { result.append((begin, now)) }
      } else if StandingFaults.concernsMessages(trace.text(event.text)) {
        result.append((now, now))
      } else {
        begun[Int32(index)] = now
      }
    }
    return result + begun.values.map { ($0, record.end.nanoseconds) }
  }
}

extension StandingFaults {
  /// Whether the event of a fault tells of one that hits single messages.
  static func concernsMessages(_ text: String) -> Bool {
    FaultKind(rawValue: parts(text).kind)?.concernsMessages == true
  }
}
