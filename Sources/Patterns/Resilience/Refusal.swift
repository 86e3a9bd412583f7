import Primitives
public import ServiceRuntime

/// Marks that protections leave on the errors they throw.
///
/// They are details of the error, so they survive the trip to another process. A mark says *where*
/// it was made: a refusal by one's own breaker says nothing about the health of the target, the
/// same refusal passed on by the target does.
enum Refusal {
  static let kindKey = "refused-by"
  static let placeKey = "refused-at"
  static let retryAfterKey = "retry-after-nanoseconds"
  static let attemptsKey = "retries-exhausted-after"

  /// The error of a call that a protection did not let through; it has had no effect.
  static func error(
    _ code: RPCError.Code, by kind: ProtectionKind, in context: ServiceContext, _ message: String,
    retryAfter: Duration? = nil
  ) -> RPCError {
    var details = [kindKey: kind.rawValue, placeKey: context.place]
    if let retryAfter { details[retryAfterKey] = String(retryAfter.nanoseconds) }
    return RPCError(code, message, certainty: .definite, details: details)
  }

  /// The error of a call whose wait was ended from outside.
  static func cancelled(_ reason: Cancelled, certainty: RPCError.Certainty) -> RPCError {
    RPCError(.cancelled, "gave up waiting: \(reason)", certainty: certainty)
  }

  /// The error of a call that came too late to be made at all.
  static func late(_ what: String) -> RPCError {
    RPCError(.deadlineExceeded, "\(what): the deadline had passed", certainty: .definite)
  }
}

extension RPCError {
  /// The kind of protection that did not let the call through, if one did not.
  public var refusedBy: ProtectionKind? {
    details[Refusal.kindKey].flatMap(ProtectionKind.init(rawValue:))
  }

  /// How long to wait before another attempt may be let through, if whoever refused knew.
  public var retryAfter: Duration? {
    details[Refusal.retryAfterKey].flatMap(Int64.init).map { .nanoseconds($0) }
  }

  /// Whether somebody has repeated the request as often as was sensible.
  ///
  /// Repeating it at another layer as well would multiply attempts: three times three makes nine.
  public var hasExhaustedRetries: Bool { details[Refusal.attemptsKey] != nil }

  /// Whether a protection of the given process made this error, so that nothing was sent.
  func isRefusal(by context: ServiceContext) -> Bool {
    details[Refusal.placeKey].map { $0 == context.place } ?? false
  }
}
