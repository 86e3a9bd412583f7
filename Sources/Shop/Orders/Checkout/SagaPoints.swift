import ServiceRuntime
import Transactions

/// What has happened at each named point of a saga's orchestrator.
enum SagaPoints {
  /// The points with their meanings, in the order in which a saga passes them.
  ///
  /// The first two are those of a saga that begins in a transaction of its own; a checkout's begins
  /// in the one that writes the order.
  static var all: [(name: FailpointName, meaning: String)] {
    zip(SagaFailpoints.all.dropFirst(2), meanings).map { ($0, $1) }
  }

  private static let meanings = [
    "what is to be done is durable, it has not been asked for",
    "a step was answered, the record does not say so",
    "what came of a step is about to be written",
    "what came of a step is durable, the next one is not begun",
    "what is to be undone is durable, it has not been asked for",
    "an undoing was answered, the record does not say so",
    "the end of the saga is about to be written",
    "the end of the saga is durable, nobody knows yet",
    "an abandoned saga is about to be taken over",
    "an abandoned saga is taken over, nothing has been done for it",
  ]
}
