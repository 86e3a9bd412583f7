package import Primitives

/// One thing that happened.
package struct TraceEvent: Hashable, Sendable {
  /// When it happened.
  package let instant: Instant
  /// What kind of thing it was.
  package let kind: TraceKind
  /// The place where it happened, an index into the trace's places; -1 for nowhere in particular.
  package let place: Int32
  /// The other place that it concerns, such as a message's destination; -1 for none.
  package let peer: Int32
  /// The event that made this one happen, such as the sending of a delivered message; -1 for none.
  package let cause: Int32
  /// The event that the same task did before this one; -1 for none.
  package let previous: Int32
  /// What it is about, such as the number of a message.
  package let subject: UInt64
  /// A number that belongs to it.
  package let value: UInt64
  /// What happened in words, an index into the trace's texts; -1 for none.
  package let text: Int32
  /// More in words, such as a message's content; -1 for none.
  package let detail: Int32
  /// The label of the task that did it, an index into the trace's texts; -1 for none.
  package let task: Int32
  /// One word of the run's digest after this event, to see where two runs part.
  package let mark: UInt64
}

/// Kinds of things that happen.
///
/// Each fate of a message has a kind of its own, so that no envelope disappears without a verdict.
@usableFromInline
package enum TraceKind: UInt8, Hashable, Sendable, CaseIterable {
  // Messages.
  case messageSent
  case messageDelivered
  case messageLost
  case messageCut
  case messageDuplicated
  case messageCorrupted
  case messageHeld
  case messageReleased
  case messageRefused
  case messageReset
  case messageLate
  case messageOverflowed
  // Processes.
  case processStarting
  case processStarted
  case processCrashed
  case processDraining
  case processStopped
  case processPaused
  case processResumed
  // Storage.
  case committed
  case commitLost
  case rolledBack
  case lockWaited
  case diskFailed
  case recovered
  // Clients.
  case operationInvoked
  case operationSucceeded
  case operationFailed
  case operationUnknown
  // Service code.
  case failpointReached
  case logged
  case spanBegan
  case spanEnded
  case measured
  case taskStarted
  case timedOut
  // Faults and laws.
  case faultStruck
  case faultHealed
  case propertyBroken
  case drawn
  // Broker.
  case published
  case consumed
  case acknowledged
  case redelivered
  case deadLettered
  // More fates of messages.
  case messageHung
  case messageReordered
  case messageDelayed
}

extension TraceKind {
  /// The kind of an event as scenarios write it: `process-crashed`.
  package var name: String {
    "\(self)".reduce(into: "") { result, letter in
      if letter.isUppercase { result += "-" }
      result += letter.lowercased()
    }
  }

  /// The kind that scenarios write like this.
  package static func named(_ name: String) -> TraceKind? {
    allCases.first { $0.name == name }
  }
}
