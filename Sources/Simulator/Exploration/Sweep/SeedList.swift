package import Engine
package import Harness

/// The seeds of a sweep in their order, each found by its position without making the others.
///
/// What a selection leaves to chance is drawn once, so that every process of a sweep, and whoever
/// resumes it, works on the same list.
package struct SeedList: Hashable, Sendable {
  /// A stretch of the list.
  private struct Stretch: Hashable, Sendable {
    let first: UInt64
    let start: UInt64
    let count: UInt64
  }

  /// The list as it is written: as it was typed, with what was drawn in its place.
  package let text: String
  /// Which part of the list is worked on.
  package let shard: Shard
  private let stretches: [Stretch]
  private let total: UInt64

  /// The list of a selection, or of a machine's part of it.
  ///
  /// - Parameter draw: gives the seed that stands for each `random`.
  package init(
    _ selection: SeedSelection, shard: Shard = .whole, limit: Int? = nil,
    drawing draw: () -> UInt64 = { 0 }
  ) {
    var stretches: [Stretch] = []
    var texts: [String] = []
    var total: UInt64 = 0
    let most = limit.map { UInt64(max($0, 0)) } ?? .max
    for part in selection.parts {
      let range: ClosedRange<UInt64>
      switch part {
      case .range(let given):
        range = given
        texts.append(SeedSelection(given).text)
      case .random:
        let seed = draw()
        range = seed...seed
        texts.append(SeedList.drawnText(seed))
      }
      let (width, isAll) = (range.upperBound &- range.lowerBound).addingReportingOverflow(1)
      let count = min(isAll ? .max : width, most - total)
      if count > 0 {
        stretches.append(Stretch(first: range.lowerBound, start: total, count: count))
      }
      total += min(count, .max - total)
    }
    text = selection.parts.contains(.random) ? texts.joined(separator: ",") : selection.text
    self.stretches = stretches
    self.shard = shard
    self.total = total
  }

  /// A seed that nobody chose, as it is shown: sixteen hexadecimal digits.
  private static func drawnText(_ seed: UInt64) -> String {
    let digits = String(seed, radix: 16)
    return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// How many seeds there are in the part that is worked on.
  package var count: UInt64 {
    let (parts, index) = (UInt64(shard.count), UInt64(shard.index - 1))
    return total > index ? (total - index - 1) / parts + 1 : 0
  }

  /// How many seeds there are in all parts together.
  package var countOfAll: UInt64 { total }

  /// The position in the whole list of a seed of this part, both from zero on.
  package func position(of number: UInt64) -> UInt64 {
    number * UInt64(shard.count) + UInt64(shard.index - 1)
  }

  /// The seed at a position of the whole list, from zero on.
  ///
  /// - Precondition: the position lies within the list.
  package func seed(at position: UInt64) -> Seed {
    var (low, high) = (0, stretches.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if stretches[middle].start <= position { low = middle } else { high = middle }
    }
    precondition(
      low < stretches.count && position - stretches[low].start < stretches[low].count,
      "position \(position) lies outside a list of \(total) seeds")
    return Seed(stretches[low].first + (position - stretches[low].start))
  }
}
