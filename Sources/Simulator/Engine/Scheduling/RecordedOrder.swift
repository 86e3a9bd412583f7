/// The choices of another run, to be made again.
///
/// A choice says which task went on, by what the task *is* and not by its position, so that a
/// recording can be followed after code was added that starts other tasks.
public struct RecordedOrder: Hashable, Sendable {
  /// The tasks that were chosen, as words of their paths, in order.
  public let choices: [UInt32]

  /// Stands for a choice that nothing hangs on: the task goes on that became ready first.
  ///
  /// An order with such choices says all that matters about a run; what it does not say any more
  /// goes by arrival too.
  package static let first: UInt32 = 0

  /// An order of these choices.
  public init(_ choices: [UInt32]) {
    self.choices = choices
  }
}

extension RecordedOrder: CustomStringConvertible {
  /// Each task once in hexadecimal, then the choices by position with repetitions: `9f3a,1b2c;0,1x3`.
  public var description: String {
    var positions: [UInt32: Int] = [:]
    var names: [String] = []
    var runs: [(position: Int, count: Int)] = []
    for choice in choices {
      let position = positions[choice] ?? names.count
      if position == names.count {
        positions[choice] = position
        names.append(String(choice, radix: 16))
      }
      if let last = runs.last, last.position == position {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((position, 1))
      }
    }
    let texts = runs.map { $0.count == 1 ? "\($0.position)" : "\($0.position)x\($0.count)" }
    return names.joined(separator: ",") + ";" + texts.joined(separator: ",")
  }

  /// The order of a text.
  public init?(_ text: some StringProtocol) {
    let halves = text.split(separator: ";", omittingEmptySubsequences: false)
    guard halves.count == 2 else { return nil }
    let names = halves[0].split(separator: ",").map { UInt32($0, radix: 16) }
    var choices: [UInt32] = []
    for run in halves[1].split(separator: ",") {
      let numbers = run.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(numbers.count), let position = numbers[0],
        names.indices.contains(position), let name = names[position]
      else { return nil }
      let count = numbers.count == 2 ? numbers[1] : 1
      guard let count, (1...10_000_000).contains(count) else { return nil }
      choices += Array(repeating: name, count: count)
    }
    self.init(choices)
  }
}

/// How far a recording was followed.
package struct Following: Hashable, Sendable {
  /// How many of the recorded choices were made again.
  package internal(set) var followed = 0
  /// How many choices were recorded.
  package let recorded: Int
  /// How many choices were made between tasks that the recording does not know.
  package internal(set) var unknown = 0
  /// Where the run first could not do what the recording says.
  package internal(set) var parting: Parting?

  /// Whether the run did everything that the recording says.
  package var isComplete: Bool { parting == nil && followed == recorded }
}

/// Follows a recording through one run.
struct RecordedChoices {
  private let order: RecordedOrder
  private let known: Set<UInt32>
  /// Whether only the choices that matter are written down.
  private let isSparse: Bool
  private var position = 0
  private(set) var following: Following

  init(_ order: RecordedOrder) {
    self.order = order
    known = Set(order.choices)
    isSparse = known.contains(RecordedOrder.first)
    following = Following(recorded: order.choices.count)
  }

  /// The position of the recorded task, or nothing where the recording cannot be followed.
  ///
  /// Tasks that the recording does not know, because code was added, go first: nothing recorded
  /// depends on them. After a parting the recording is taken up again where one of its next
  /// choices is ready, because code was taken away.
  mutating func choose(_ candidates: some RandomAccessCollection<UInt64>) -> Int? {
    if isSparse, position >= order.choices.count || order.choices[position] == RecordedOrder.first {
      if position < order.choices.count { following.followed += 1 }
      position += 1
      return 0
    }
    let tags = candidates.map { UInt32(truncatingIfNeeded: $0) }
    if let found = follow(tags, ahead: 0) { return found }
    if !isSparse, let stranger = tags.firstIndex(where: { !known.contains($0) }) {
      following.unknown += 1
      return stranger
    }
    for ahead in 1..<8 where following.parting != nil {
      if let found = follow(tags, ahead: ahead) { return found }
    }
    return nil
  }

  private mutating func follow(_ tags: [UInt32], ahead: Int) -> Int? {
    guard position + ahead < order.choices.count,
      let found = tags.firstIndex(of: order.choices[position + ahead])
    else { return nil }
    position += ahead + 1
    following.followed += 1
    return found
  }

  mutating func part(_ parting: Parting) {
    if following.parting == nil { following.parting = parting }
  }
}
