package import Checking
import Primitives
import ServiceRuntime

/// What expressions of a scenario may speak of: tables, hosts, links, faults, clients, spans.
///
/// Made from the scenario and the system's vocabulary, so that an expression is checked when the
/// file is read and not when it is first looked at.
package final class SystemWords: Sendable {
  /// The names and the fields behind them.
  package let schema: ExpressionSchema
  /// The observations of each service, by the service's name in expressions.
  let observations: OrderedDictionary<String, [Observation]>
  /// The services by their names in expressions, where dashes are underscores.
  let services: OrderedDictionary<String, ServiceName>

  /// The words of a scenario; without a vocabulary no service has anything to be observed.
  package init(_ scenario: Scenario, _ vocabulary: ScenarioVocabulary?) {
    var names = OrderedDictionary<String, ExpressionType>()
    var records = SystemWords.commonRecords
    var observations = OrderedDictionary<String, [Observation]>()
    var services = OrderedDictionary<String, ServiceName>()
    for (name, service) in scenario.services {
      let word = SystemWords.word(name)
      let kind = vocabulary?.services.first { $0.name == service.kind }
      observations[word] = kind?.observations ?? []
      services[word] = ServiceName(name)
      names[word] = .record(word)
      var fields: OrderedDictionary<String, ExpressionType> = ["up": .integer, "lives": .integer]
      for observation in kind?.observations ?? [] {
        let record = "\(word).\(observation.name)"
        fields[observation.name] = .list(.record(record))
        records[record] = OrderedDictionary(uniqueKeysWithValues: observation.types)
      }
      records[word] = fields
    }
    for name in ["hosts", "links", "faults", "operations", "spans"] {
      names[name] = .list(.record(String(name.dropLast())))
    }
    for argument in vocabulary?.commands.flatMap(\.arguments) ?? [] {
      let field = SystemWords.word(argument.name)
      guard records["operation"]?[field] == nil else { continue }
      if case .integer = argument.shape {
        records["operation"]?[field] = .integer
      } else {
        records["operation"]?[field] = .text
      }
    }
    schema = ExpressionSchema(names: names, records: records)
    self.observations = observations
    self.services = services
  }

  /// A name as expressions write it.
  package static func word(_ name: String) -> String {
    String(name.map { $0 == "-" || $0 == "." ? "_" : $0 })
  }

  /// The schema of a condition on the entries of a list: their fields come before other names.
  func schema(inside record: String) -> ExpressionSchema {
    var inner = schema
    for (field, type) in schema.records[record] ?? [:] { inner.names[field] = type }
    return inner
  }

  /// The subjects behind what an expression reads.
  ///
  /// What is gathered from a list is a part of it, which most of its changes leave as it is.
  func subjects(of expression: Expression) -> [Subject] {
    var parts: [Subject] = []
    for list in expression.gauges ?? [] {
      guard let recipe = list.recipe, FollowedLists.keep(list.path, reading: list.fields, self)
      else {
        parts = []
        break
      }
      parts += subjects(of: list.path).map { Subject($0.name, part: recipe.name) }
    }
    if !parts.isEmpty { return OrderedSet(parts).members }
    return OrderedSet(expression.accesses.flatMap { subjects(of: $0) }).members
  }

  private func subjects(of access: String) -> [Subject] {
    let parts = access.split(separator: ".").map(String.init)
    guard let service = services[parts[0]] else {
      switch parts[0] {
      case "hosts": return [SystemView.hostsSubject]
      case "links": return [SystemView.faultsSubject]
      case "faults": return [SystemView.faultsSubject]
      case "operations": return [SystemView.operationsSubject]
      case "spans": return [SystemView.spansSubject]
      default: return []
      }
    }
    let all = observations[parts[0]] ?? []
    guard parts.count > 1 else {
      return [SystemView.hostsSubject] + all.map { SystemView.subject($0.table, in: service) }
    }
    guard let observation = all.first(where: { $0.name == parts[1] }) else {
      return [SystemView.hostsSubject]
    }
    return [SystemView.subject(observation.table, in: service)]
  }

  /// The observation that `service.name` stands for.
  func observation(_ path: String) -> (service: ServiceName, observation: Observation)? {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count == 2, let service = services[parts[0]],
      let observation = observations[parts[0]]?.first(where: { $0.name == parts[1] })
    else { return nil }
    return (service, observation)
  }

  /// Every observation as it is written in `of`.
  var observed: [String] {
    observations.flatMap { service, all in all.map { "\(service).\($0.name)" } }
  }

  private static let commonRecords:
    OrderedDictionary<String, OrderedDictionary<String, ExpressionType>> = [
      "host": [
        "name": .text, "service": .text, "zone": .text, "up": .truth, "paused": .truth,
        "lives": .integer, "records": .integer,
      ],
      "link": ["from": .text, "to": .text, "cut": .truth, "held": .truth],
      "fault": ["id": .text, "from": .integer, "standing": .truth],
      "operation": [
        "client": .text, "command": .text, "state": .text, "answer": .text, "reason": .text,
        "took": .integer, "began": .integer, "attempts": .integer,
      ],
      "span": ["name": .text, "host": .text, "state": .text, "took": .integer],
    ]
}
