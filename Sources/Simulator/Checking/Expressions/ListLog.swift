import Primitives

/// A list that remembers which of its elements have changed.
///
/// What a law gathers from a list, such as a sum, follows from what it gathered before and from the
/// few elements that have changed since. A law over a table of a hundred thousand entries then
/// costs as much a look as one over a table of ten.
package final class ListLog {
  /// The elements by the positions at which they were first seen; nothing for one that is gone.
  private var elements: [ListElement?] = []
  /// The positions that changed, oldest first, without those that were dropped.
  private var changes: [Int32] = []
  /// How many changes were dropped.
  private var dropped = 0

  /// A list without elements.
  package init() {}

  /// How many elements it has ever had.
  package var count: Int { elements.count }

  /// The element at a position; nothing for one that is gone.
  package func element(at position: Int) -> (any ExpressionRecord)? { elements[position]?.record }

  /// Adds an element and gives its position.
  @discardableResult
  package func append(_ element: any ExpressionRecord) -> Int {
    elements.append(ListElement(element))
    note(elements.count - 1)
    return elements.count - 1
  }

  /// Says that the element at a position is another one now, or is gone.
  package func replace(_ position: Int, by element: (any ExpressionRecord)?) {
    elements[position] = element.map { ListElement($0) }
    note(position)
  }

  private func note(_ position: Int) {
    changes.append(Int32(position))
    // Whoever has not looked for so long begins again, which is no more work than catching up.
    guard changes.count > 1024, changes.count > elements.count * 4 else { return }
    dropped += changes.count
    changes.removeAll(keepingCapacity: true)
  }

  /// What somebody gathers by a rule, brought up to date.
  ///
  /// - Parameter moment: when elements that add something now, and did not before, began to do so;
  ///   nothing where that is not wanted.
  package func tally(
    for owner: ListReader, at moment: ListTally.Moment? = nil, _ rule: ElementRule
  ) throws(ExpressionError) -> ListTally {
    let tally = owner.tally(of: self)
    if tally.seen == dropped + changes.count { return tally }
    if tally.seen < dropped {
      for position in elements.indices { try bring(tally, position, moment, rule) }
    } else {
      var next = tally.seen - dropped
      while next < changes.count {
        try bring(tally, Int(changes[next]), moment, rule)
        next += 1
      }
    }
    tally.seen = dropped + changes.count
    return tally
  }

  @inline(__always)
  private func bring(
    _ tally: ListTally, _ position: Int, _ moment: ListTally.Moment?, _ rule: ElementRule
  ) throws(ExpressionError) {
    guard let element = elements[position] else { return tally.set(position, nil, moment) }
    tally.set(position, try rule.weight(of: element), moment)
  }

  /// What somebody gathers, brought up to date.
  ///
  /// - Parameter weight: what an element adds; nothing for one that does not count.
  package func tally<Failure: Error>(
    for owner: ListReader, _ weight: (any ExpressionRecord) throws(Failure) -> Int?
  ) throws(Failure) -> ListTally {
    let tally = owner.tally(of: self)
    try forEachChange(since: tally.seen) { position, element throws(Failure) in
      var added: Int?
      if let element { added = try weight(element) }
      tally.set(position, added, nil)
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
    let known = owner.names(of: self)
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
      for position in elements.indices { try body(position, elements[position]?.record) }
    } else {
      for change in changes[(seen - dropped)...] {
        try body(Int(change), elements[Int(change)]?.record)
      }
    }
  }
}
