package import Primitives

/// One thing that happened in a saga.
package struct SagaRecord: Equatable, Sendable {
  /// Which saga it belongs to.
  package let saga: String
  /// What happened.
  package let action: Action
  /// When.
  package let instant: Instant
  /// Where: the host or service.
  package let location: String
  /// The position in the trace.
  package let event: Int

  /// A record of an action.
  package init(
    _ saga: String, _ action: Action, at instant: Instant, location: String = "", event: Int = 0
  ) {
    self.saga = saga
    self.action = action
    self.instant = instant
    self.location = location
    self.event = event
  }

  /// What may happen in a saga.
  package typealias Action = SagaAction
  /// How a saga says that it ended.
  package typealias Ending = SagaEnding
}

/// What may happen in a saga.
///
/// What took effect is recorded where the effect is, at the participant; what was attempted and
/// how the saga ended, where it is driven. A repeated request that the participant recognises
/// changes nothing and is no effect.
public enum SagaAction: Equatable, Sendable {
  /// A step was asked for.
  case attempted(String)
  /// A step changed something at its participant.
  case tookEffect(String)
  /// A step was surely refused or failed without effect.
  case refused(String)
  /// A compensation was asked for.
  case compensationAttempted(String)
  /// A compensation changed something at its participant.
  case compensated(String)
  /// A read-only step was answered.
  case answered(String)
  /// The saga says that it is over.
  case ended(SagaEnding)
}

/// How a saga says that it ended.
public enum SagaEnding: String, Sendable {
  /// Every step is done.
  case completed
  /// Every step that was done is undone.
  case compensated
}
