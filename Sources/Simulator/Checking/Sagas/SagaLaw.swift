import Primitives

/// Judges the records of sagas from their definition alone.
///
/// Each saga ends completed or fully compensated; compensations go backwards and take effect at
/// most once; nothing is compensated that was not done; a step takes effect at most once however
/// often it is asked for; read-only steps leave nothing; and at every instant what is done is a
/// beginning of the saga. The law is the one that every catalogue of sagas states.
package struct SagaLaw: Sendable {
  /// The definition.
  package let shape: SagaShape

  /// The law of a definition.
  package init(_ shape: SagaShape) { self.shape = shape }

  /// Judges every saga in the records, which must be in order of time.
  ///
  /// A saga that is still under way is a violation when the system had come to rest, and
  /// undecided when the run was cut off. No record at all decides nothing.
  package func judge(_ records: [SagaRecord], isAtRest: Bool) -> Verdict {
    var progress: OrderedDictionary<String, SagaProgress> = [:]
    for record in records {
      progress[record.saga, default: SagaProgress(shape)].take(record)
    }
    return Verdict.all(
      of: progress.lazy.map { name, saga in saga.verdict(of: name, isAtRest: isAtRest) })
  }
}
