/// What happened in a run, said by meaning, so that a run of edited code can be held against it.
///
/// A step is named by kind, places, task and operation, never by a number that another message or
/// log line would shift. Values are left out: they may differ where the course of events does not.
/// Remarks, such as log records, are no steps.
package struct RunOutline: Hashable, Sendable {
  /// Each name once, in order of first appearance.
  package let names: [String]
  /// The steps in order, as positions in the names.
  package let steps: [Int]

  /// An outline of these steps.
  ///
  /// - Precondition: each step is a position in the names.
  package init(names: [String], steps: [Int]) {
    precondition(
      steps.allSatisfy { names.indices.contains($0) },
      "a step lies outside of \(names.count) names")
    self.names = names
    self.steps = steps
  }

  /// The outline of a full trace, or of its first events.
  package init(_ trace: Trace, length: Int? = nil) {
    var positions: [String: Int] = [:]
    var names: [String] = []
    steps = trace.events.prefix(length ?? trace.events.count).compactMap { event in
      guard let name = trace.outlineName(of: event) else { return nil }
      if let known = positions[name] { return known }
      positions[name] = names.count
      names.append(name)
      return names.count - 1
    }
    self.names = names
  }

  /// The name of a step.
  package func name(of step: Int) -> String { names[steps[step]] }
}

// MARK: Text

extension RunOutline {
  /// The steps as a text: positions with repetitions, `0,1,2x3`.
  package var stepText: String { RepeatedNumbers(steps).description }

  /// The outline of names and the text of its steps; nothing where they do not fit together.
  package init?(names: [String], stepText: some StringProtocol) {
    guard let steps = RepeatedNumbers(stepText)?.numbers,
      steps.allSatisfy({ names.indices.contains($0) })
    else { return nil }
    self.init(names: names, steps: steps)
  }
}

/// Numbers as a text in which equal neighbours are written once: `0,1x3`.
struct RepeatedNumbers: Hashable, Sendable, CustomStringConvertible {
  let numbers: [Int]

  init(_ numbers: [Int]) {
    self.numbers = numbers
  }

  /// The numbers of a text; nothing when it is none.
  init?(_ text: some StringProtocol) {
    var numbers: [Int] = []
    for run in text.split(separator: ",") {
      let parts = run.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(parts.count), let number = parts[0], number >= 0 else { return nil }
      let count = parts.count == 2 ? parts[1] : 1
      guard let count, (1...10_000_000).contains(count) else { return nil }
      numbers += Array(repeating: number, count: count)
    }
    self.numbers = numbers
  }

  var description: String {
    var runs: [(number: Int, count: Int)] = []
    for number in numbers {
      if let last = runs.last, last.number == number {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((number, 1))
      }
    }
    return runs.map { $0.count == 1 ? "\($0.number)" : "\($0.number)x\($0.count)" }
      .joined(separator: ",")
  }
}

// MARK: Names

extension Trace {
  /// What an event is in an outline; nothing for remarks.
  func outlineName(of event: TraceEvent) -> String? {
    guard let usesText = event.kind.outlineUsesText else { return nil }
    var words = [event.kind.name]
    if let place = name(of: event.place) { words.append(place) }
    if let peer = name(of: event.peer) { words.append("with \(peer)") }
    let task = text(event.task)
    if !usesText, !task.isEmpty { words.append("in \(task)") }
    if usesText { words.append(text(event.text)) }
    return words.joined(separator: " ")
  }
}

extension TraceKind {
  /// Whether the words of such an event say what it is; nothing where it is a remark.
  fileprivate var outlineUsesText: Bool? {
    switch self {
    case .failpointReached, .logged, .spanBegan, .spanEnded, .measured, .taskStarted, .drawn: nil
    case .messageSent, .messageDelivered, .messageLost, .messageCut, .messageDuplicated,
      .messageCorrupted, .messageHeld, .messageReleased, .messageRefused, .messageReset,
      .messageLate, .messageOverflowed, .messageHung, .messageReordered, .messageDelayed,
      .timedOut, .operationInvoked, .operationSucceeded, .operationFailed, .operationUnknown,
      .faultStruck, .faultHealed, .propertyBroken:
      true
    case .processStarting, .processStarted, .processCrashed, .processDraining, .processStopped,
      .processPaused, .processResumed, .committed, .commitLost, .rolledBack, .lockWaited,
      .diskFailed, .recovered, .published, .consumed, .acknowledged, .redelivered, .deadLettered:
      false
    }
  }
}
