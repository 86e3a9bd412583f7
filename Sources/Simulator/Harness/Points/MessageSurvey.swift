import Engine
import Primitives
import ServiceRuntime
import World

/// A message as faults could have hit it.
package struct SurveyedMessage: Hashable, Sendable {
  /// The event of its sending in a full trace.
  package let event: Int
  /// Its method.
  package let method: String
  /// Whether it was an answer.
  package let isReply: Bool
  /// How long its caller would have gone on waiting; nothing where it would have waited for ever.
  package let patience: Duration?
}

/// Notes the messages of a run that faults are asked about, and leaves them alone.
///
/// It stands where the rules of faults stand, so that it counts exactly the messages that they
/// would count; messages that a cut link swallows are none of them.
final class MessageSurvey: MessageRule {
  private(set) var messages: [SurveyedMessage] = []
  private let simulation: Simulation

  init(_ simulation: Simulation) {
    self.simulation = simulation
  }

  func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    let deadline = message.call.deadline
    messages.append(
      SurveyedMessage(
        event: simulation.trace.events.count - 1, method: message.method.name,
        isReply: message.isReply,
        patience: deadline.isNever ? nil : max(deadline.instant - simulation.now, .zero)))
  }
}
