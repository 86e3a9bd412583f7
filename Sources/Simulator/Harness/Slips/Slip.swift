package import ServiceRuntime

/// A small mistake that is planted into a service without touching its code.
///
/// A mutant of the code as mutation testing makes them, but made where the code meets its
/// surroundings: a line that is left out, a condition that is not looked at, two writes the other
/// way round. Everything else is the service's own code, and what comes of the mistake is for the
/// run to show. Mutation testing is DeMillo's, Lipton's and Sayward's; Jepsen and FoundationDB
/// plant mistakes to learn whether their laws are worth having.
package struct Slip: Hashable, Sendable {
  /// What is done wrong.
  package let kind: Kind
  /// The table, method or task that it is done with; empty where it is about everything.
  package let target: String

  /// The slip that a text writes down: `skip-write stock-ledger`.
  package init(_ text: String) throws(NotationMistake) {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard let word = parts.first, let kind = Kind(rawValue: String(word)) else {
      throw NotationMistake(
        "'\(text)' is no slip; it begins with one of "
          + Kind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let target = parts.count == 2 ? String(parts[1]) : ""
    guard target.isEmpty == (kind.subject == nil) else {
      throw NotationMistake(
        kind.subject.map { "'\(text)' does not say which \($0)" }
          ?? "'\(kind.rawValue)' is about everything, it takes no name")
    }
    self.kind = kind
    self.target = target
  }

  /// The slip as it is written.
  package var text: String { target.isEmpty ? kind.rawValue : "\(kind.rawValue) \(target)" }

  /// What can be done wrong.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// A record is not written.
    case skipWrite = "skip-write"
    /// A record is not removed.
    case skipRemoval = "skip-removal"
    /// A record is not found, as if nobody had looked.
    case findNothing = "find-nothing"
    /// No record is listed.
    case listNothing = "list-nothing"
    /// A record is read without keeping others away from it.
    case unlockedRead = "unlocked-read"
    /// A record is read once and remembered for good.
    case staleRead = "stale-read"
    /// A record is written whether or not there is one already.
    case overwrite = "overwrite"
    /// A record is written in a transaction of its own, before the rest.
    case writeEarly = "write-early"
    /// A record is written in a transaction of its own, after the rest.
    case writeLate = "write-late"
    /// Transactions see what others commit in the meantime.
    case readCommitted = "read-committed"
    /// A commit that lost against another is taken for done.
    case ignoreConflict = "ignore-conflict"
    /// A request is not sent, and taken for done.
    case skipCall = "skip-call"
    /// A request that was answered is sent once more.
    case sendTwice = "send-twice"
    /// A request is taken for done while it is still on its way.
    case sendLate = "send-late"
    /// Each request goes under a key of its own.
    case newKey = "new-key"
    /// A request goes without its key.
    case noKey = "no-key"
    /// A request without an answer is taken for refused.
    case silenceIsNo = "silence-is-no"
    /// A request that failed is taken for done.
    case ignoreError = "ignore-error"
    /// Work that should go on beside never begins.
    case loseTask = "lose-task"

    /// What is named beside it; nothing where it is about everything.
    package var subject: String? {
      switch self {
      case .skipWrite, .skipRemoval, .findNothing, .listNothing, .unlockedRead, .staleRead,
        .overwrite, .writeEarly, .writeLate:
        "table"
      case .skipCall, .sendTwice, .sendLate, .newKey, .noKey, .silenceIsNo, .ignoreError: "method"
      case .loseTask: "task"
      case .readCommitted, .ignoreConflict: nil
      }
    }

    /// All kinds in a few words, each with what is named beside it.
    static var explanation: String {
      allCases.map { kind in
        kind.subject.map { "\(kind.rawValue) \($0.uppercased())" } ?? kind.rawValue
      }.joined(separator: ", ")
    }
  }
}

extension [Slip] {
  /// The surroundings of a process as its code meets them with these mistakes in it.
  package func planted(in context: ServiceContext) -> ServiceContext {
    guard !isEmpty else { return context }
    var capabilities = context.capabilities
    capabilities.store = SlippingStore(context.store, self)
    capabilities.transport = SlippingTransport(context, self)
    capabilities.tasks = SlippingSpawner(context.tasks, self)
    return ServiceContext(context, through: capabilities)
  }

  /// Whether one of a kind is about something of this name.
  func has(_ kind: Slip.Kind, _ target: String = "") -> Bool {
    contains { $0.kind == kind && $0.target == target }
  }
}
