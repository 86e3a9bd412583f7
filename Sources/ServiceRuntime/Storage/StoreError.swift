/// Why a store did not do what it was asked.
public struct StoreError: Error, Hashable, Sendable {
  /// What kind of failure it is.
  public var code: Code
  /// Whether the transaction may have been committed.
  public var certainty: RPCError.Certainty
  /// What happened, in a sentence for people.
  public var message: String

  /// An error; only a commit without answer is indefinite.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.certainty = code == .commitUnknown ? .indefinite : .definite
    self.message = message
  }

  /// Kinds of failure.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// A record exists that should not, or has another version than expected.
    case conflict
    /// A concurrent transaction won; repeat the whole transaction.
    case serialization
    /// Two transactions waited for each other and this one was chosen to give way.
    case deadlock
    /// A lock did not come free in time.
    case lockTimeout
    /// No connection came free in time.
    case poolExhausted
    /// The disk failed; nothing was written.
    case inputOutput
    /// The disk is full; nothing was written.
    case full
    /// A record was damaged; recovery noticed.
    case corrupted
    /// The commit was sent and no answer came.
    case commitUnknown
    /// The transaction has ended already, or its process has.
    case closed
  }
}

extension StoreError: CustomStringConvertible {
  /// Code, certainty and message.
  public var description: String {
    "\(code.rawValue) (\(certainty.rawValue)): \(message)"
  }
}

extension RPCError {
  /// The error that a caller sees when a service's store fails and the service does not care.
  public init(_ error: StoreError) {
    switch error.code {
    case .conflict, .serialization, .deadlock:
      self.init(.aborted, error.message)
    case .lockTimeout, .poolExhausted, .inputOutput, .full:
      self.init(.unavailable, error.message)
    case .corrupted, .commitUnknown, .closed:
      self.init(.internal, error.message)
    }
  }
}
