import Primitives
package import ServiceRuntime

/// A message as a rule sees it.
package struct MessageInfo {
  /// The host that sends it.
  package let source: Int32
  /// The host that it is for.
  package let destination: Int32
  /// The kind of request that it carries or answers.
  package let method: Method
  /// Whether it is the answer.
  package let isReply: Bool
  /// The call itself, for rules that look at the content.
  package let call: Call
}

/// Decides an envelope's fate beyond what its link does by itself.
package protocol MessageRule: AnyObject {
  /// What becomes of a message that is being sent.
  func verdict(on message: MessageInfo) -> MessageVerdict
}

/// The fate of an envelope.
package enum MessageVerdict: Hashable, Sendable {
  /// Goes its way.
  case pass
  /// Disappears.
  case drop
  /// Arrives later by a duration.
  case delay(Duration)
  /// Arrives so often.
  case duplicate(copies: Int)
  /// Arrives damaged.
  case corrupt
  /// Is answered with word that nobody listens.
  case refuse
  /// Waits until its link is released.
  case hold
}
