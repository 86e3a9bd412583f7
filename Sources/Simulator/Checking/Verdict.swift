/// The judgement on one law: it holds, it is violated, or nobody can say.
///
/// A law that was never looked at, or whose check broke down, is undecided: silence is not
/// success. Combining keeps the worst, a violation before a doubt before a success.
public enum Verdict: Equatable, Sendable {
  /// The law was looked at and nothing spoke against it.
  case holds
  /// The law was broken; the evidence says by what.
  case violated(Evidence)
  /// Nobody can say, for the reason given.
  case undecided(reason: String)

  /// Whether the law was looked at and held.
  public var isHolding: Bool { self == .holds }

  /// Whether the law was broken.
  public var isViolated: Bool { evidence != nil }

  /// What proves the violation, where there is one.
  public var evidence: Evidence? {
    switch self {
    case .violated(let evidence): evidence
    case .holds, .undecided: nil
    }
  }

  /// The worse of two verdicts; of two equally bad ones the first.
  public func combined(with other: Verdict) -> Verdict {
    other.badness > badness ? other : self
  }

  /// The verdict on all of several laws together; on no law at all it is undecided.
  public static func all(of verdicts: some Sequence<Verdict>) -> Verdict {
    verdicts.reduce(nil) { worst, next in worst?.combined(with: next) ?? next }
      ?? .undecided(reason: "there was nothing to judge")
  }

  /// The verdict of a check that may break down; a check that throws decides nothing.
  public static func judging(_ check: () throws -> Verdict) -> Verdict {
    do {
      return try check()
    } catch {
      return .undecided(reason: "the check broke down: \(error)")
    }
  }

  private var badness: Int {
    switch self {
    case .holds: 0
    case .undecided: 1
    case .violated: 2
    }
  }
}

extension Verdict: CustomStringConvertible {
  /// The word for it, with the reason or the evidence.
  public var description: String {
    switch self {
    case .holds: "holds"
    case .violated(let evidence): "violated \(evidence)"
    case .undecided(let reason): "undecided: \(reason)"
    }
  }
}
