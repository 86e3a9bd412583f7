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
  /// Whether it is the answer, or word that there will be none.
  package let isReply: Bool
  /// What the message is, the same whatever else is sent: its link, method and occurrence.
  package let address: UInt64
  /// The call itself, for rules that look at the content.
  package let call: Call
}

/// Decides an envelope's fate beyond what its link does by itself.
package protocol MessageRule: AnyObject {
  /// Adds to the fate of a message that is being sent.
  func judge(_ message: MessageInfo, _ fate: inout MessageFate)
}

/// What rules do to a message; several may do something to the same one.
///
/// What makes the message disappear outweighs what changes its way: a refusal, then a request that
/// hangs, then a loss.
package struct MessageFate: Hashable, Sendable {
  /// Whether it disappears.
  package var isLost = false
  /// Whether a request is answered with word that nobody listens; a reply is lost instead.
  package var isRefused = false
  /// Whether a request is taken and never worked on; a reply is lost instead.
  package var isHung = false
  /// Whether it waits until its link is released.
  package var isHeld = false
  /// How much later it arrives.
  package var delay = Duration.zero
  /// How much later it arrives so that messages sent after it may overtake it.
  package var setback = Duration.zero
  /// How long after the message each further copy arrives.
  package var copies: [Duration] = []
  /// Whether its content is damaged, and whether the receiver notices.
  package var damage: Damage?

  /// A fate that leaves a message to its link.
  package init() {}

  /// How content is damaged.
  package enum Damage: Hashable, Sendable {
    /// A checksum shows it, so that the message is thrown away.
    case noticed
    /// The receiver reads what makes no sense.
    case unnoticed
  }
}
