package import Checking
package import ServiceRuntime
package import World

/// A saga that a system knows: its definition, and what commits say about its progress.
///
/// What took effect is read where the effect is, at the participants, and how a saga ended where it
/// is driven. The order of commits and their place in the trace come from the run.
package struct SagaSource: Sendable {
  /// The name by which scenarios ask for it.
  package let name: String
  /// Its steps in order and what each may do.
  package let shape: SagaShape
  /// What a committed change in a service's store says, in order; usually nothing or one thing.
  package let reading: Reading

  /// Reads a change, with the state of the system as it is now.
  package typealias Reading =
    @Sendable (DatabaseChange, ServiceName, SystemView) -> [SagaNote]

  /// A saga of a definition.
  package init(
    _ name: String, _ shape: SagaShape,
    reading: @escaping Reading
  ) {
    self.name = name
    self.shape = shape
    self.reading = reading
  }
}

/// What a change says about one saga.
package struct SagaNote: Equatable, Sendable {
  /// Which saga.
  package let saga: String
  /// What happened in it.
  package let action: SagaRecord.Action

  /// Something that happened in a saga.
  package init(_ saga: String, _ action: SagaRecord.Action) {
    self.saga = saga
    self.action = action
  }
}
