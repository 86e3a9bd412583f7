public import Primitives

/// When a law is looked at, and what a look means.
public enum PropertyKind: Hashable, Sendable {
  /// Kept in every state.
  case always
  /// Some state must never be seen; a finding of `broken` means that it was.
  case never
  /// A breach must be over within this span; a breach still open at the end is undecided.
  case eventually(within: Duration)
  /// Kept in the last state of the run.
  case atEnd
  /// Kept whenever the system has come to rest.
  case afterQuiescence
  /// Seen at least once in a sweep of runs; `satisfied` means that it was reached.
  case sometimes

  /// The word used in scenario files and reports.
  public var word: String {
    switch self {
    case .always: "always"
    case .never: "never"
    case .eventually: "eventually"
    case .atEnd: "final"
    case .afterQuiescence: "quiescent"
    case .sometimes: "sometimes"
    }
  }
}

/// A law over the states of a world.
///
/// A law names the subjects it reads and is evaluated only after one of them has changed, which is
/// what makes a hundred of them affordable. The evaluation must not change the world and may
/// throw; a law that throws is undecided, never kept.
///
/// ```swift
/// let noOverdraft = Property<Shop>.always(
///   "no-overdraft", "No account is below zero", reading: ["wallet"]
/// ) { shop, _ in shop.lowestBalance >= 0 }
/// ```
public struct Property<World>: Sendable {
  /// Looks at a world and says what it finds.
  public typealias Evaluation = @Sendable (World, Instant) throws -> Finding
  /// Looks at a world and says whether a condition is met.
  public typealias Condition = @Sendable (World, Instant) throws -> Bool

  /// The name in reports, in lower case with hyphens.
  public let id: String
  /// When it is looked at.
  public let kind: PropertyKind
  /// One sentence that states the law.
  public let documentation: String
  /// Where the law comes from, such as a page and number of a catalogue; empty where from nowhere.
  public let source: String
  /// The subjects it reads.
  public let reads: [Subject]
  /// One look.
  public let evaluate: Evaluation

  /// A law with its evaluation.
  ///
  /// - Precondition: the id is not empty.
  public init(
    _ id: String, _ kind: PropertyKind, _ documentation: String, source: String = "",
    reading reads: [Subject], evaluate: @escaping Evaluation
  ) {
    precondition(!id.isEmpty, "a property's id must not be empty")
    self.id = id
    self.kind = kind
    self.documentation = documentation
    self.source = source
    self.reads = reads
    self.evaluate = evaluate
  }

  /// A law whose condition must be met in every state.
  public static func always(
    _ id: String, _ documentation: String, source: String = "", reading reads: [Subject],
    _ condition: @escaping Condition
  ) -> Property {
    stating(id, .always, documentation, source, reads, condition)
  }

  /// A law whose condition must be met in no state.
  public static func never(
    _ id: String, _ documentation: String, source: String = "", reading reads: [Subject],
    _ condition: @escaping Condition
  ) -> Property {
    Property(id, .never, documentation, source: source, reading: reads) { world, instant in
      .holding(
        try !condition(world, instant), expected: "never: \(documentation)", seen: "it is so")
    }
  }

  /// A law whose condition must be met again within a span of its last being met.
  public static func eventually(
    _ id: String, within span: Duration, _ documentation: String, source: String = "",
    reading reads: [Subject], _ condition: @escaping Condition
  ) -> Property {
    stating(id, .eventually(within: span), documentation, source, reads, condition)
  }

  /// A law whose condition must be met in the last state.
  public static func atEnd(
    _ id: String, _ documentation: String, source: String = "",
    _ condition: @escaping Condition
  ) -> Property {
    stating(id, .atEnd, documentation, source, [], condition)
  }

  /// A law whose condition must be met whenever the system rests.
  public static func afterQuiescence(
    _ id: String, _ documentation: String, source: String = "",
    _ condition: @escaping Condition
  ) -> Property {
    stating(id, .afterQuiescence, documentation, source, [], condition)
  }

  /// A rare state that a sweep must reach at least once.
  public static func sometimes(
    _ id: String, _ documentation: String, source: String = "", reading reads: [Subject],
    _ condition: @escaping Condition
  ) -> Property {
    stating(id, .sometimes, documentation, source, reads, condition)
  }

  private static func stating(
    _ id: String, _ kind: PropertyKind, _ documentation: String, _ source: String,
    _ reads: [Subject], _ condition: @escaping Condition
  ) -> Property {
    Property(id, kind, documentation, source: source, reading: reads) { world, instant in
      .holding(try condition(world, instant), expected: documentation, seen: "it is not so")
    }
  }
}
