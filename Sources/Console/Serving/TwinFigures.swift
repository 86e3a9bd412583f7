import Engine
import Harness
import Primitives

/// The figures of a simulated and a live run of one scenario beside each other.
struct TwinFigures {
  /// What is counted or measured, and its value in each run.
  let rows: [(name: String, simulated: String, live: String)]

  /// The figures of two runs with full traces.
  init(_ simulated: RunRecord, _ live: RunRecord) {
    let (left, right) = (Figures(simulated), Figures(live))
    let names = OrderedSet(left.values.map(\.name) + right.values.map(\.name)).members
    rows = names.map { name in
      (
        name, left.values.first { $0.name == name }?.value ?? "-",
        right.values.first { $0.name == name }?.value ?? "-"
      )
    }
  }

  var table: Table {
    var table = Table([("figure", .left), ("simulated", .right), ("live", .right)])
    for row in rows {
      table.append([StyledText(row.name), StyledText(row.simulated), StyledText(row.live)])
    }
    return table
  }

  var json: JSONText {
    .list(
      rows.map {
        ["name": .text($0.name), "simulated": .text($0.simulated), "live": .text($0.live)]
      })
  }
}

/// The figures of one run, in the order in which they are told.
private struct Figures {
  private(set) var values: [(name: String, value: String)] = []

  init(_ record: RunRecord) {
    addOperations(record.operations)
    addMessages(record)
  }

  private mutating func addOperations(_ operations: [ClientOperation]) {
    let latencies = operations.compactMap { operation in
      operation.ended.map { ($0 - operation.invoked).nanoseconds }
    }.sorted()
    values.append(("operations", "\(operations.count)"))
    for (name, share) in [("p50", 50), ("p90", 90), ("p99", 99), ("max", 100)]
    where !latencies.isEmpty {
      let rank = min(latencies.count - 1, latencies.count * share / 100)
      values.append(("latency \(name)", DriveSummary.text(latencies[rank])))
    }
    var outcomes = (succeeded: 0, failed: 0, unknown: 0, pending: 0)
    for operation in operations {
      switch operation.result {
      case .succeeded: outcomes.succeeded += 1
      case .failed: outcomes.failed += 1
      case .unknown: outcomes.unknown += 1
      case .pending: outcomes.pending += 1
      }
    }
    values.append(("succeeded", "\(outcomes.succeeded)"))
    values.append(("failed", "\(outcomes.failed)"))
    values.append(("unknown", "\(outcomes.unknown)"))
    values.append(("pending", "\(outcomes.pending)"))
    values.append(("attempts of clients", "\(operations.reduce(0) { $0 + $1.attempts })"))
  }

  private mutating func addMessages(_ record: RunRecord) {
    var sent = OrderedDictionary<String, Int>()
    var fates = OrderedDictionary<String, Int>()
    for event in record.trace.events.prefix(record.traceLength) {
      switch event.kind {
      case .messageSent:
        sent[record.trace.text(event.text), default: 0] += 1
      case .messageLost, .messageCut, .messageDuplicated, .messageRefused, .messageReset,
        .messageLate, .messageHung, .messageDelayed, .timedOut, .processCrashed, .committed,
        .recovered:
        fates[event.kind.name, default: 0] += 1
      default: continue
      }
    }
    values += sent.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
    values += fates.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
  }
}
