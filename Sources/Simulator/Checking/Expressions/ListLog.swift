/// A list that remembers which of its elements have changed.
///
/// What a law gathers from a list, such as a sum, follows from what it gathered before and from the
/// few elements that have changed since. A law over a table of a hundred thousand entries then
/// costs as much a look as one over a table of ten.
package final class ListLog {
  /// The elements by the positions at which they were first seen; nothing for one that is gone.
  package private(set) var elements: [(any ExpressionRecord)?] = []
  /// The positions that changed, oldest first, without those that were dropped.
  private var changes: [Int32] = []
  /// How many changes were dropped.
  private var dropped = 0
  private var tallies: [ObjectIdentifier: ListTally] = [:]
  private var names: [ObjectIdentifier: ListNames] = [:]

  /// A list without elements.
  package init() {}

  /// Adds an element and gives its position.
  @discardableResult
  package func append(_ element: any ExpressionRecord) -> Int {
    elements.append(element)
    note(elements.count - 1)
    return elements.count - 1
  }

  /// Says that the element at a position is another one now, or is gone.
  package func replace(_ position: Int, by element: (any ExpressionRecord)?) {
    elements[position] = element
    note(position)
  }

  private func note(_ position: Int) {
    changes.append(Int32(position))
    // Whoever has not looked for so long begins again, which is no more work than catching up.
    guard changes.count > 1024, changes.count > elements.count * 4 else { return }
    dropped += changes.count
    changes.removeAll(keepingCapacity: true)
  }

  /// What somebody gathers, brought up to date.
  ///
  /// - Parameters:
  ///   - isMarking: whether the positions of elements that add something are wanted.
  ///   - weight: what an element adds; nothing for one that does not count.
  package func tally<Failure: Error>(
    for owner: ListReader, isMarking: Bool = false,
    _ weight: (any ExpressionRecord) throws(Failure) -> Int?
  ) throws(Failure) -> ListTally {
    let tally = tallies[ObjectIdentifier(owner)] ?? ListTally(isMarking: isMarking)
    tallies[ObjectIdentifier(owner)] = tally
    try forEachChange(since: tally.seen) { position, element throws(Failure) in
      var added: Int?
      if let element { added = try weight(element) }
      tally.set(position, added)
    }
    tally.seen = dropped + changes.count
    return tally
  }

  /// Whether the elements that have a name have different ones, for somebody who asks again.
  ///
  /// - Parameter name: the name of an element; nothing for one that does not count.
  package func distinct<Failure: Error>(
    for owner: ListReader, _ name: (any ExpressionRecord) throws(Failure) -> String?
  ) throws(Failure) -> (count: Int, areDistinct: Bool) {
    let known = names[ObjectIdentifier(owner)] ?? ListNames()
    names[ObjectIdentifier(owner)] = known
    try forEachChange(since: known.seen) { position, element throws(Failure) in
      var given: String?
      if let element { given = try name(element) }
      known.set(position, given)
    }
    known.seen = dropped + changes.count
    return (known.count, known.repetitions == 0)
  }

  private func forEachChange<Failure: Error>(
    since seen: Int, _ body: (Int, (any ExpressionRecord)?) throws(Failure) -> Void
  ) throws(Failure) {
    if seen < dropped {
      for position in elements.indices { try body(position, elements[position]) }
    } else {
      for change in changes[(seen - dropped)...] { try body(Int(change), elements[Int(change)]) }
    }
  }
}

/// Somebody who gathers something from a list and wants it kept; told apart by identity.
package final class ListReader: Sendable {
  /// Somebody new.
  package init() {}
}

/// What was gathered from a list so far.
package final class ListTally {
  /// How many elements count.
  package private(set) var count = 0
  /// The sum of what they add; meaningless once it did not fit.
  package private(set) var sum = 0
  /// Whether the sum ever did not fit, so that it has to be found in another way.
  package private(set) var hasOverflowed = false
  /// How many changes of the list are in it.
  fileprivate var seen = 0
  private let isMarking: Bool
  private var marks = Set<Int>()
  private var weights: [Int?] = []

  fileprivate init(isMarking: Bool) { self.isMarking = isMarking }

  /// The positions of elements that add something other than zero, in order, where it is wanted.
  package var marked: [Int] { marks.sorted() }

  fileprivate func set(_ position: Int, _ weight: Int?) {
    while weights.count <= position { weights.append(nil) }
    if let old = weights[position] {
      count -= 1
      let (rest, overflow) = sum.subtractingReportingOverflow(old)
      sum = rest
      if overflow { hasOverflowed = true }
      if isMarking { marks.remove(position) }
    }
    weights[position] = weight
    guard let weight else { return }
    count += 1
    let (next, overflow) = sum.addingReportingOverflow(weight)
    sum = next
    if overflow { hasOverflowed = true }
    if isMarking, weight != 0 { marks.insert(position) }
  }
}

/// The names of a list's elements so far.
private final class ListNames {
  var count = 0
  /// How many elements have a name that another one before them has.
  var repetitions = 0
  var seen = 0
  private var given: [String?] = []
  private var uses: [String: Int] = [:]

  func set(_ position: Int, _ name: String?) {
    while given.count <= position { given.append(nil) }
    if given[position] == name { return }
    if let old = given[position] {
      count -= 1
      let left = uses[old, default: 1] - 1
      uses[old] = left == 0 ? nil : left
      if left > 0 { repetitions -= 1 }
    }
    given[position] = name
    guard let name else { return }
    count += 1
    uses[name, default: 0] += 1
    if uses[name, default: 0] > 1 { repetitions += 1 }
  }
}
