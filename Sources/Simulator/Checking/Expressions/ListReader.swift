/// Somebody who gathers something from a list and wants it kept; told apart by identity.
///
/// A reader belongs to one law of one run and is used by the thread of that run only. It knows
/// its list and what it has gathered there, so that a look need not search for either.
package final class ListReader: @unchecked Sendable {
  private var owner: AnyObject?
  private var log: ListLog?
  private var tally: ListTally?
  private var names: ListNames?

  /// Somebody new.
  package init() {}

  /// The list that was found for it in somebody's keeping; nothing before it was looked for.
  package func log(of owner: AnyObject) -> ListLog? {
    self.owner === owner ? log : nil
  }

  /// Remembers which list was found for it, and in whose keeping.
  package func follow(_ log: ListLog, of owner: AnyObject) {
    read(log)
    self.owner = owner
  }

  func tally(of log: ListLog) -> ListTally {
    read(log)
    if let tally { return tally }
    let new = ListTally()
    tally = new
    return new
  }

  func names(of log: ListLog) -> ListNames {
    read(log)
    if let names { return names }
    let new = ListNames()
    names = new
    return new
  }

  private func read(_ log: ListLog) {
    guard self.log !== log else { return }
    self.log = log
    owner = nil
    tally = nil
    names = nil
  }
}
