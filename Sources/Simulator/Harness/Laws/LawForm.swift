/// What one kind of law needs, what it may have besides, and what it means.
///
/// Reading, explaining and the article are made from this one table.
package struct LawForm: Sendable {
  /// The kind.
  package let kind: ScenarioProperty.Kind
  /// What it says, in one sentence without a full stop.
  package let meaning: String
  /// A law of this kind as it would be written.
  package let example: String
  /// The fields that must be there.
  let needs: [Field]
  /// The fields that may be there.
  let takes: [Field]
  /// The moments at which it can be looked at; nothing where `when` cannot be given.
  let moments: [ScenarioProperty.Moment]

  /// The fields that only some kinds have.
  enum Field: String, CaseIterable, Sendable {
    case of
    case by
    case filter = "where"
    case expression = "expr"
    case model
    case level
    case initial
    case percentile
    case atMost
    case atLeast
    case fault
    case within
    case after
    case when

    /// Whether a law has a value for it.
    func isGiven(in property: ScenarioProperty) -> Bool {
      switch self {
      case .of: !property.of.isEmpty
      case .by: property.by != nil
      case .filter: property.filter != nil
      case .expression: property.expression != nil
      case .model: property.model != nil
      case .level: property.level != nil
      case .initial: property.initial != nil
      case .percentile: property.percentile != nil
      case .atMost: property.atMost != nil
      case .atLeast: property.atLeast != nil
      case .fault: property.fault != nil
      case .within: property.within != nil
      case .after: property.after != nil
      case .when: property.when != nil
      }
    }
  }

  private init(
    _ kind: ScenarioProperty.Kind, _ meaning: String, needs: [Field], takes: [Field] = [],
    moments: [ScenarioProperty.Moment] = [], example: String
  ) {
    self.kind = kind
    self.meaning = meaning
    self.needs = needs
    self.takes = takes + (moments.isEmpty ? [] : [.when])
    self.moments = moments
    self.example = example
  }

  /// Every form, in the order of the kinds.
  package static let all: [LawForm] = ScenarioProperty.Kind.allCases.map(of)

  /// The kinds that have a field, by their names.
  static func kinds(with field: Field) -> [String] {
    all.filter { ($0.needs + $0.takes).contains(field) }.map(\.kind.rawValue)
  }

  /// The form as one of the words that the field `kind` may hold.
  var choice: ScenarioField.Choice {
    let fields = needs.map(\.rawValue) + takes.map { "[\($0.rawValue)]" }
    return ScenarioField.Choice(
      word: kind.rawValue, meaning: meaning,
      fields: fields.isEmpty ? "none" : fields.joined(separator: " "), example: example)
  }

  private static let everyMoment = ScenarioProperty.Moment.allCases

  /// The form of a kind.
  package static func of(_ kind: ScenarioProperty.Kind) -> LawForm {
    switch kind {
    case .always, .never, .eventually, .final, .sometimes: ofState(kind)
    case .conserved, .unique, .monotonic, .idempotent: ofTable(kind)
    case .linearizable, .serializable, .sagaComplete, .noDeadlock: ofHistory(kind)
    case .convergence, .staleness: ofCopies(kind)
    case .latency, .errorRate, .amplification, .recovery, .availability: ofFigure(kind)
    }
  }

  private static func ofState(_ kind: ScenarioProperty.Kind) -> LawForm {
    switch kind {
    case .never:
      LawForm(
        .never, "the condition is met in no state, or by no entry of 'of'", needs: [.expression],
        takes: [.of, .filter, .after], moments: everyMoment,
        example:
          #"{ "id": "no-split", "kind": "never", "expr": "count(h in hosts where h.up) < 2" }"#)
    case .eventually:
      LawForm(
        .eventually, "whenever the condition is not met it is met again in time, entry by entry",
        needs: [.expression, .within], takes: [.of, .filter, .after],
        example:
          #"{ "id": "ends", "kind": "eventually", "of": "orders.orders", "expr": "final", "#
          + #""within": "10s" }"#)
    case .final:
      LawForm(
        .final, "the condition is met in the last state", needs: [.expression],
        takes: [.of, .filter],
        example: #"{ "id": "sold", "kind": "final", "expr": "count(inventory.ledger) == 3" }"#)
    case .sometimes:
      LawForm(
        .sometimes, "the condition is met in at least one run of a sweep", needs: [.expression],
        takes: [.of, .filter, .after], moments: [.event, .faults],
        example: #"{ "id": "empty", "kind": "sometimes", "of": "inventory.stock", "#
          + #""expr": "onHand == 0" }"#)
    default:
      LawForm(
        .always, "the condition is met in every state, or by every entry of 'of'",
        needs: [.expression], takes: [.of, .filter, .after], moments: everyMoment,
        example: #"{ "id": "no-debt", "kind": "always", "of": "inventory.stock", "#
          + #""expr": "onHand >= 0" }"#)
    }
  }

  private static func ofTable(_ kind: ScenarioProperty.Kind) -> LawForm {
    switch kind {
    case .unique:
      LawForm(
        .unique, "no two entries are alike in the field 'by'", needs: [.of, .by],
        takes: [.filter, .after], moments: everyMoment,
        example: #"{ "id": "once", "kind": "unique", "of": "inventory.ledger", "by": "order" }"#)
    case .monotonic:
      LawForm(
        .monotonic, "a figure never gets less: of the whole system, or of each entry by its 'by'",
        needs: [.of], takes: [.by, .expression, .filter, .after], moments: [.event, .faults],
        example: #"{ "id": "grows", "kind": "monotonic", "of": "count(inventory.ledger)" }"#)
    case .idempotent:
      LawForm(
        .idempotent, "a request that comes again has no second effect and gets the same answer",
        needs: [.of, .by], takes: [.filter],
        example: #"{ "id": "again", "kind": "idempotent", "of": "inventory.ledger", "#
          + #""by": "order" }"#)
    default:
      LawForm(
        .conserved, "the sum of all figures in 'of' stays the same", needs: [.of],
        takes: [.initial, .after], moments: everyMoment,
        example: #"{ "id": "stock", "kind": "conserved", "of": ["inventory.stock", "#
          + #""sum(e.quantity for e in inventory.ledger)"] }"#)
    }
  }

  private static func ofHistory(_ kind: ScenarioProperty.Kind) -> LawForm {
    switch kind {
    case .serializable:
      LawForm(
        .serializable, "clients' transactions keep a level of isolation, serializable when absent",
        needs: [], takes: [.of, .level],
        example: #"{ "id": "order", "kind": "serializable", "level": "snapshot-isolation" }"#)
    case .sagaComplete:
      LawForm(
        .sagaComplete, "every saga ends done or undone as a whole, and was right on its way",
        needs: [], takes: [.of, .within],
        example: #"{ "id": "sagas", "kind": "sagaComplete", "within": "10s" }"#)
    case .noDeadlock:
      LawForm(
        .noDeadlock,
        "once faults are over what clients asked for comes to an end in time; 10s when absent",
        needs: [], takes: [.within],
        example: #"{ "id": "goes-on", "kind": "noDeadlock", "within": "5s" }"#)
    default:
      LawForm(
        .linearizable, "every operation seems to happen at one instant between call and answer",
        needs: [.model], takes: [.of, .filter, .initial],
        example: #"{ "id": "one-copy", "kind": "linearizable", "model": "register" }"#)
    }
  }

  private static func ofCopies(_ kind: ScenarioProperty.Kind) -> LawForm {
    switch kind {
    case .staleness:
      LawForm(
        .staleness, "no copy holds an older version 'expr' than its source for longer than this",
        needs: [.of, .expression, .within], takes: [.by],
        example: #"{ "id": "fresh", "kind": "staleness", "of": ["catalog.items", "#
          + #""search.items"], "expr": "version", "within": "2s" }"#)
    default:
      LawForm(
        .convergence, "copies equal the first of 'of' when all is quiet; or all hosts of one",
        needs: [.of], takes: [.by, .expression, .filter], moments: [.quiescent, .end],
        example: #"{ "id": "same", "kind": "convergence", "of": ["catalog.items", "#
          + #""search.items"] }"#)
    }
  }

  private static func ofFigure(_ kind: ScenarioProperty.Kind) -> LawForm {
    switch kind {
    case .errorRate:
      LawForm(
        .errorRate, "at most this share of calls fails", needs: [.atMost], takes: [.of, .filter],
        example: #"{ "id": "errors", "kind": "errorRate", "atMost": "1%" }"#)
    case .amplification:
      LawForm(
        .amplification,
        "services in 'of' get at most so many requests for each that a client makes",
        needs: [.atMost], takes: [.of, .filter],
        example: #"{ "id": "calm", "kind": "amplification", "of": "inventory", "atMost": 1.5 }"#)
    case .recovery:
      LawForm(
        .recovery, "so long after a fault calls succeed for good", needs: [.within],
        takes: [.fault, .of, .filter],
        example: #"{ "id": "back", "kind": "recovery", "fault": "split", "within": "3s" }"#)
    case .availability:
      LawForm(
        .availability, "while a fault lasts, and 'within' after it, this share of calls succeeds",
        needs: [.atLeast], takes: [.fault, .within, .of, .filter],
        example: #"{ "id": "up", "kind": "availability", "fault": "split", "atLeast": "90%" }"#)
    default:
      LawForm(
        .latency, "the share 'percentile' of calls waits no longer than this", needs: [.within],
        takes: [.percentile, .of, .filter],
        example: #"{ "id": "quick", "kind": "latency", "percentile": "95%", "within": "2s" }"#)
    }
  }
}
