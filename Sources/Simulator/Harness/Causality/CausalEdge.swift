/// Why one event came before another.
///
/// Together these are the happened-before relation of a run, narrowed to what carried something:
/// two events of one host are not ordered by the clock alone but by a task, a message, a record
/// that one wrote and the other replaced, a life that one ended and the other needed.
package enum CausalEdge: UInt8, Hashable, Sendable, CaseIterable {
  /// The same task did one after the other.
  case task
  /// A message carried it from one host to another.
  case message
  /// The fate of a message: what became of it, and what that did to who waited for it.
  case fate
  /// One life of a process ended, and the next began.
  case life
  /// A fault did it.
  case fault
  /// It happened at once with the other, in the same step.
  case step
  /// A commit replaced the record that the other had committed.
  case record

  /// The edge in a word.
  package var word: String { "\(self)" }
}
