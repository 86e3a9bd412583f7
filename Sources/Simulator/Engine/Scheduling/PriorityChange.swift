/// Parameters of priority-change scheduling: how often priorities change, within how many steps.
///
/// After Burckhardt and others, "A Randomized Scheduler with Probabilistic Guarantees of Finding
/// Bugs" (PCT): with d - 1 changes among k steps of n tasks, a bug that needs d ordering
/// constraints is found with a chance of at least 1 in n * k^(d-1).
public struct PriorityChange: Hashable, Sendable {
  /// How often the running task falls below all others.
  public let changes: Int
  /// How many choices a run is expected to have; learnt from an earlier run's count of choices.
  public let steps: Int
  /// Whether the number of steps is a guess that a run should replace by what it has learnt.
  public let isToBeLearnt: Bool

  /// Changes within a number of steps.
  ///
  /// - Precondition: neither is negative, and there is at least one step.
  public init(changes: Int, steps: Int) {
    precondition(changes >= 0 && steps > 0, "\(changes) changes in \(steps) steps make no sense")
    self.changes = changes
    self.steps = steps
    isToBeLearnt = false
  }

  /// Changes within a thousand steps, unless somebody learns how many there are.
  ///
  /// - Precondition: the number is not negative.
  public init(changes: Int) {
    precondition(changes >= 0, "\(changes) changes make no sense")
    self.changes = changes
    steps = 1000
    isToBeLearnt = true
  }
}

extension PriorityChange: CustomStringConvertible {
  /// Changes and steps: `3@420`; `3` while the number of steps is to be learnt.
  public var description: String { isToBeLearnt ? "\(changes)" : "\(changes)@\(steps)" }

  /// The parameters of a text: `3@420`, or `3` with a number of steps that is to be learnt.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let changes = parts[0], changes >= 0 else { return nil }
    guard parts.count == 2 else {
      self.init(changes: changes)
      return
    }
    guard let steps = parts[1], steps > 0 else { return nil }
    self.init(changes: changes, steps: steps)
  }
}

/// Priorities of one run.
struct PriorityOrder {
  private let stream: RandomStream
  private var changePoints: [Int] = []
  private var priorities: [UInt64: Int64] = [:]
  private var lowest: Int64 = 0
  private var step = 0

  init(_ parameters: PriorityChange, streams: RandomStreams) {
    stream = streams.stream(.scheduler, at: "run", purpose: "priority")
    var points = streams.stream(.scheduler, at: "run", purpose: "change points")
    let wanted = min(parameters.changes, parameters.steps)
    while changePoints.count < wanted {
      let point = Int(points.below(UInt64(parameters.steps))) + 1
      if !changePoints.contains(point) { changePoints.append(point) }
    }
  }

  /// The position of the task of highest priority; at a change point it falls below all others
  /// first.
  mutating func choose(_ candidates: some RandomAccessCollection<UInt64>) -> Int {
    step += 1
    let highest = position(in: candidates)
    guard let change = changePoints.firstIndex(of: step) else { return highest }
    let task = candidates[candidates.index(candidates.startIndex, offsetBy: highest)]
    priorities[task] = Int64(changePoints.count - change)
    return position(in: candidates)
  }

  /// Puts a task below all others, or a loop that waits for them would keep them from running.
  mutating func lower(_ task: UInt64) {
    lowest -= 1
    priorities[task] = lowest
  }

  private mutating func position(in candidates: some RandomAccessCollection<UInt64>) -> Int {
    var best = 0
    var bestPriority = Int64.min
    for (position, task) in candidates.enumerated() {
      let priority = priority(of: task)
      // Equal priorities are jobs of one task or of unknown ones: the earlier goes first.
      if priority > bestPriority {
        best = position
        bestPriority = priority
      }
    }
    return best
  }

  /// Drawn from what the task is, so that another task more or less changes nobody else's.
  private mutating func priority(of task: UInt64) -> Int64 {
    if let known = priorities[task] { return known }
    let drawn = Int64(stream.word(at: task) >> 2) | 1 << 62
    priorities[task] = drawn
    return drawn
  }
}
