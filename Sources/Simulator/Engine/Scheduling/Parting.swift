package import Primitives

/// Where a run stopped doing what another one did.
package struct Parting: Hashable, Sendable {
  /// How many choices had been made before.
  package let choice: Int
  /// How many events had happened before.
  package let event: Int
  /// When, in virtual time.
  package let instant: Instant
  /// The tasks that could have gone on, as their paths.
  package let ready: [String]
}

extension Parting: CustomStringConvertible {
  /// Event, instant and what was ready, in a sentence.
  package var description: String {
    "parted at event \(event), \(instant), choice \(choice + 1): ready were "
      + ready.joined(separator: ", ")
  }
}
