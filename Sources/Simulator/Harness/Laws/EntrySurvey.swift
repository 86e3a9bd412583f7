import Checking
import Primitives

/// Which entries of a list meet a condition, kept up to date by looking at those that have changed.
///
/// There is one only where an entry alone decides whether it meets the condition.
struct EntrySurvey: Sendable {
  private let kind: ScenarioProperty.Kind
  private let list: ListedThings
  private let filter: Expression?
  private let condition: Expression
  private let fields: [String]
  private let reader = ListReader()

  init?(
    _ kind: ScenarioProperty.Kind, _ list: ListedThings, _ filter: Expression?,
    _ condition: Expression
  ) {
    let own = list.words.schema.records[list.record] ?? [:]
    let reads = condition.reads + (filter?.reads ?? [])
    guard kind != .sometimes, reads.allSatisfy({ own[$0] != nil }) else { return nil }
    if kind == .eventually, list.table == nil { return nil }
    self.kind = kind
    self.list = list
    self.filter = filter
    self.condition = condition
    fields = reads
  }

  /// What the entries say together; nothing where it takes a look at all of them to say it.
  func finding(in system: SystemEnvironment) throws(ExpressionError) -> Finding? {
    guard let log = system.log(of: list.path, reading: fields) else { return nil }
    let isForbidden = kind == .never
    let isOwing = kind == .eventually
    let tally = try log.tally(for: reader, isMarking: isOwing) {
      entry throws(ExpressionError) -> Int? in
      let inner = ListedEnvironment(entry: entry, system: system)
      if let filter, case .truth(false) = try filter.value(in: inner) { return nil }
      guard case .truth(let isMet) = try condition.value(in: inner) else { return 0 }
      return isMet == isForbidden ? 1 : 0
    }
    if tally.count == 0 { return .notApplicable }
    if isOwing {
      let names = tally.marked.compactMap { log.elements[$0]?.value(of: "key")?.plain }
      return .owing(names.map { "\($0): \(condition.source)" })
    }
    return tally.sum == 0 ? .satisfied : nil
  }
}
