package import Primitives

/// What was gathered from a list so far.
///
/// Like all that gathers, it is used by the thread of one run and calls nobody back, so that its
/// fields need no watch over who looks at them meanwhile.
package final class ListTally {
  /// How many elements count.
  @exclusivity(unchecked) package private(set) var count = 0
  /// The sum of what they add; meaningless once it did not fit.
  @exclusivity(unchecked) package private(set) var sum = 0
  /// Whether the sum ever did not fit, so that it has to be found in another way.
  @exclusivity(unchecked) package private(set) var hasOverflowed = false
  @exclusivity(unchecked) private var weights: [Int?] = []
  /// Elements that began to add something, oldest first, with those that no longer do.
  @exclusivity(unchecked) private var begun: [Beginning] = []
  @exclusivity(unchecked) private var firstBegun = 0
  /// For each position the number of its beginning; zero for one that adds nothing.
  @exclusivity(unchecked) private var numbers: [Int] = []
  @exclusivity(unchecked) private var lastNumber = 0

  init() {}

  /// When and at which event of the trace something was seen.
  package struct Moment: Sendable {
    let instant: Instant
    let event: Int

    /// A moment.
    package init(_ instant: Instant, event: Int) {
      self.instant = instant
      self.event = event
    }
  }

  /// Since when an element has added something, and the debt that this makes it.
  private struct Beginning {
    let position: Int
    let number: Int
    let moment: Moment
    var debt: OldestDebt?
  }

  /// The number of the beginning that is the oldest of those that last; zero where none does.
  var oldestNumber: Int {
    dropEnded()
    return firstBegun < begun.count ? begun[firstBegun].number : 0
  }

  private func dropEnded() {
    while firstBegun < begun.count,
      numbers[begun[firstBegun].position] != begun[firstBegun].number
    {
      firstBegun += 1
    }
    if firstBegun > 64, firstBegun * 2 > begun.count {
      begun.removeFirst(firstBegun)
      firstBegun = 0
    }
  }

  /// The element that has added something for the longest time, as a debt.
  ///
  /// - Parameter name: what is owed by the element at a position, and where.
  package func oldest(
    _ name: (_ position: Int) -> (name: String, location: String)
  ) -> OldestDebt? {
    dropEnded()
    guard firstBegun < begun.count else { return nil }
    if let debt = begun[firstBegun].debt { return debt }
    let first = begun[firstBegun]
    let (name, location) = name(first.position)
    let debt = OldestDebt(
      name: name, since: first.moment.instant, event: first.moment.event, location: location)
    begun[firstBegun].debt = debt
    return debt
  }

  func set(_ position: Int, _ weight: Int?, _ moment: Moment? = nil) {
    while weights.count <= position { weights.append(nil) }
    let old = weights[position]
    if old == weight { return }
    if let old {
      count -= 1
      let (rest, overflow) = sum.subtractingReportingOverflow(old)
      sum = rest
      if overflow { hasOverflowed = true }
    }
    weights[position] = weight
    if let moment { note(position, weight ?? 0, moment) }
    guard let weight else { return }
    count += 1
    let (next, overflow) = sum.addingReportingOverflow(weight)
    sum = next
    if overflow { hasOverflowed = true }
  }

  private func note(_ position: Int, _ weight: Int, _ moment: Moment) {
    while numbers.count <= position { numbers.append(0) }
    guard weight != 0 else {
      numbers[position] = 0
      return
    }
    guard numbers[position] == 0 else { return }
    lastNumber += 1
    numbers[position] = lastNumber
    begun.append(Beginning(position: position, number: lastNumber, moment: moment, debt: nil))
  }
}
