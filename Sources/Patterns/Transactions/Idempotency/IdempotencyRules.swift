/// What an idempotent handler does where more than one behaviour is sound.
public struct IdempotencyRules: Hashable, Sendable {
  /// What a second request meets while the first one with its key is being carried out.
  public var whileInProgress: WhileInProgress
  /// Whether a refusal is given again to every repetition, even when the state has changed since.
  ///
  /// With it one key has one answer for ever; without it a repetition may succeed later.
  public var keepsRefusals: Bool

  /// Rules of the given parts.
  public init(whileInProgress: WhileInProgress, keepsRefusals: Bool) {
    self.whileInProgress = whileInProgress
    self.keepsRefusals = keepsRefusals
  }

  /// What a second request meets while the first one is being carried out.
  public enum WhileInProgress: String, Hashable, Sendable {
    /// It waits for the first one's end and gets its reply.
    case wait
    /// It is refused with word to ask again, before it has had any effect.
    case refuse
  }
}
