/// What many events of a page have in common: all but when, which and how many.
struct EventShape: Hashable {
  /// The kind's number.
  let kind: Int32
  /// Where it happened, and the other place that it concerns.
  let place: Int32
  let peer: Int32
  /// What else is to be known, see ``Marks``.
  let marks: Int32
  /// The forms of its line, its content and its task's label; -1 for none.
  let label: Int32
  let detail: Int32
  let task: Int32

  /// What is true of an event or not, as bits of a number.
  enum Marks {
    /// A timeline leaves it out: it is small, or another event's line tells it.
    static let quiet: Int32 = 1
    /// It is about a message.
    static let message: Int32 = 2
    /// It came from an earlier event that is shown too.
    static let caused: Int32 = 4
  }

  /// The parts in the order in which a page has them.
  var numbers: [Int] { [kind, place, peer, marks, label, detail, task].map(Int.init) }
}
