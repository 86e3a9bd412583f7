package import Engine
import Harness
package import Primitives

/// How much of what could differ between the runs of a sweep did differ, and what came of it.
///
/// It does not grow with the number of runs: of whatever has many values only so many are kept.
package struct SweepCoverage: Sendable {
  /// Runs that have something in common, and how many of them broke a law.
  package struct Share: Hashable, Sendable {
    /// How many runs.
    package private(set) var runs = 0
    /// How many of them broke a law or brought down their process.
    package private(set) var broken = 0

    mutating func add(_ result: RunResult) {
      runs += 1
      if result.failure != nil { broken += 1 }
    }

    mutating func add(_ other: Share) {
      runs += other.runs
      broken += other.broken
    }
  }

  /// The runs in which each planned fault struck, in the order of the scenario.
  package private(set) var faults: [Share]
  /// The runs of each value that seeds drew, by what was drawn.
  ///
  /// A drawn set, such as the kinds of faults, counts for each of its members.
  package private(set) var draws = OrderedDictionary<String, OrderedDictionary<String, Share>>()
  /// How often two members of a drawn set were drawn together, by both names in order.
  package private(set) var pairs = OrderedDictionary<String, OrderedDictionary<String, Int>>()
  /// The runs by how many events they had, in steps of `lengthStep`; in no order.
  package private(set) var lengths = OrderedDictionary<Int, Share>()
  /// How many numbers of events share one place in `lengths`.
  package private(set) var lengthStep = 1
  /// How many runs broke nothing and were undecided.
  package private(set) var undecided = 0
  /// The first seeds whose runs did not bring down their process, to be looked at more closely.
  package private(set) var sample: [Seed] = []

  /// The most seeds of the sample.
  package static let sampleSize = 10
  private static let mostValues = 64
  private static let mostLengths = 256

  init(faults: Int) {
    self.faults = Array(repeating: Share(), count: faults)
  }

  mutating func add(_ result: RunResult) {
    for (index, hasStruck) in result.struck.prefix(faults.count).enumerated() where hasStruck {
      faults[index].add(result)
    }
    if result.failure == nil, result.doubt != nil { undecided += 1 }
    if result.failure?.isCrash != true {
      if sample.count < SweepCoverage.sampleSize { sample.append(result.seed) }
      addLength(of: result)
    }
    if !result.drawn.isEmpty { addDraws(of: result) }
  }

  /// Takes in a length; twice as many lengths share a place whenever there are too many places.
  private mutating func addLength(of result: RunResult) {
    lengths[result.events / lengthStep, default: Share()].add(result)
    while lengths.count > SweepCoverage.mostLengths {
      lengthStep *= 2
      var joined = OrderedDictionary<Int, Share>()
      for (place, share) in lengths { joined[place / 2, default: Share()].add(share) }
      lengths = joined
    }
  }

  private mutating func addDraws(of result: RunResult) {
    var diagnostics = DiagnosticList()
    let file = SourceFile(path: "", bytes: Array(result.drawn.utf8))
    guard let node = JSONReader.read(file, into: &diagnostics), case .object(let drawn) = node.value
    else { return }
    for draw in drawn {
      let text = draw.value.text ?? JSONText.compact(draw.value)
      let members = text.split(separator: ", ").map(String.init)
      var known = draws[draw.name] ?? OrderedDictionary()
      for member in members
      where known[member] != nil || known.count < SweepCoverage.mostValues {
        known[member, default: Share()].add(result)
      }
      draws[draw.name] = known
      if members.count > 1 { addPairs(of: members) }
    }
  }

  private mutating func addPairs(of members: [String]) {
    for (index, first) in members.enumerated() {
      for second in members[(index + 1)...] {
        let (low, high) = first < second ? (first, second) : (second, first)
        pairs[low, default: OrderedDictionary()][high, default: 0] += 1
      }
    }
  }
}
