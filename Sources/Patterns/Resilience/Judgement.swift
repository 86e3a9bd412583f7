package import ServiceRuntime

/// What the end of a call says about the health of whoever was called.
package enum Judgement: Hashable, Sendable, CaseIterable {
  /// The target answered, even if it declined.
  case healthy
  /// The target failed.
  case failure
  /// Nothing: the call was not made, or whoever made it has gone.
  case none
}

extension RPCError {
  /// Whether the target itself decided against the request, so that asking again cannot help.
  var isVerdict: Bool {
    switch code {
    case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .permissionDenied,
      .unauthenticated, .unimplemented:
      true
    case .resourceExhausted, .unavailable, .connectionRefused, .aborted, .deadlineExceeded,
      .connectionLost, .cancelled, .internal:
      false
    }
  }

  /// What this error says about the target, seen from the process that received it.
  ///
  /// Business refusals are answers of a healthy target. Our own refusals, limits that we exceeded
  /// and calls that were never sent say nothing.
  package func judgement(in context: ServiceContext) -> Judgement {
    if isVerdict { return .healthy }
    if isRefusal(by: context) { return .none }
    switch code {
    case .aborted: return .healthy
    case .resourceExhausted, .cancelled: return .none
    case .deadlineExceeded: return certainty == .definite ? .none : .failure
    case .unavailable, .connectionRefused, .connectionLost, .internal: return .failure
    case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .permissionDenied,
      .unauthenticated, .unimplemented:
      return .healthy
    }
  }
}
