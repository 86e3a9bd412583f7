import Checking
import Primitives
import ServiceRuntime

/// A list that a law runs over: the entries of an observed table, or hosts, links and the like.
struct ListedThings: Sendable {
  /// As it is written in `of`.
  let path: String
  /// The name of its entries' shape in the schema.
  let record: String
  let words: SystemWords
  /// The table behind it, where there is one.
  let table: (service: ServiceName, observation: Observation)?

  /// What changes when it does.
  var subjects: [Subject] {
    if let table { return [SystemView.subject(table.observation.table, in: table.service)] }
    switch path {
    case "hosts": return [SystemView.hostsSubject]
    case "operations": return [SystemView.operationsSubject]
    case "spans": return [SystemView.spansSubject]
    default: return [SystemView.faultsSubject]
    }
  }

  /// Its entries, each with a name for evidence.
  func entries(
    in environment: SystemEnvironment, where filter: Expression?
  ) throws -> [(name: String, environment: ListedEnvironment)] {
    let all: [(String, any ExpressionRecord)]
    if let table {
      all = environment.entries(table.observation, of: table.service).map { ($0.place.key, $0) }
    } else {
      let list = environment.value(named: path)?.elements ?? []
      all = list.enumerated().compactMap { position, value in
        guard case .record(let record) = value else { return nil }
        let name = record.value(of: "name") ?? record.value(of: "id") ?? record.value(of: "from")
        return (name?.plain ?? "\(position + 1)", record)
      }
    }
    return try all.compactMap { name, record in
      let inner = ListedEnvironment(entry: record, system: environment)
      if let filter, case .truth(false) = try filter.value(in: inner) { return nil }
      return (name, inner)
    }
  }
}

/// The fields of one entry of a list before the words of the whole system.
struct ListedEnvironment: ExpressionEnvironment {
  let entry: any ExpressionRecord
  let system: SystemEnvironment

  func value(named name: String) -> ExpressionValue? {
    entry.value(of: name) ?? system.value(named: name)
  }

  func log(of list: StandingList) -> ListLog? { system.log(of: list) }

  /// A field of the entry as a name.
  func plain(_ field: String) -> String { entry.value(of: field)?.plain ?? "nothing" }

  /// The entry in words.
  var words: String { (entry as? ObservedEntry)?.words ?? "it is not so" }
}
