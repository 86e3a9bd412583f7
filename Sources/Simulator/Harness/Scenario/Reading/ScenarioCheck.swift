import Primitives

/// Finds mistakes that no single field shows: names that nothing has, faults that never happen.
struct ScenarioCheck {
  let scenario: Scenario
  let vocabulary: ScenarioVocabulary?
  /// Whether every field could be read, so that what is absent is absent on purpose.
  let isComplete: Bool
  /// The names of all faults.
  let faultNames: OrderedSet<String>
  var context: ScenarioContext
  /// What expressions may speak of, the same for every law.
  private(set) lazy var words = SystemWords(scenario, vocabulary)

  init(_ scenario: Scenario, _ vocabulary: ScenarioVocabulary?, _ diagnostics: DiagnosticList) {
    self.scenario = scenario
    self.vocabulary = vocabulary
    faultNames = OrderedSet(scenario.allFaults.map(\.id))
    isComplete = !diagnostics.hasErrors
    context = ScenarioContext(diagnostics: diagnostics)
  }

  /// The mistakes found so far.
  var diagnostics: DiagnosticList { context.diagnostics }

  /// Looks at every part.
  mutating func run() {
    inside(.field("app")) { $0.app() }
    inside(.field("services")) { $0.services() }
    inside(.field("network")) { $0.network() }
    workload()
    faults()
    inside(.field("properties")) { $0.properties() }
    inside(.field("expect")) { $0.expectation() }
    inside(.field("mutants")) { $0.mutants() }
    times()
  }

  /// Looks at something one step further in.
  mutating func inside(_ step: ScenarioPath.Step, _ body: (inout ScenarioCheck) -> Void) {
    context.path.steps.append(step)
    body(&self)
    context.path.steps.removeLast()
  }

  /// Notes a name that nothing has, with the names there are.
  mutating func unknown(
    _ what: String, _ name: String, at place: SourcePlace?, known: [String]
  ) {
    context.report(.unknownName, at: place, "unknown \(what) '\(name)'") {
      let mistake = $0.suggesting(from: known, for: name)
      return known.isEmpty
        ? mistake.noting("there is none to be named")
        : mistake.noting("known are " + known.joined(separator: ", "))
    }
  }

  /// Notes names that are given more than once.
  mutating func rejectRepeated(_ what: String, _ names: [(name: String, place: SourcePlace?)]) {
    var first: [String: SourcePlace?] = [:]
    for (name, place) in names where !name.isEmpty {
      guard let earlier = first[name] else {
        first[name] = .some(place)
        continue
      }
      context.report(.duplicateName, at: place, "two \(what) are called '\(name)'") { mistake in
        earlier.map { mistake.noting("the first one is at \($0)") } ?? mistake
      }
    }
  }

  /// Notes something that is probably not what was meant.
  mutating func warn(_ code: Diagnostic.Code, at place: SourcePlace?, _ message: String) {
    let topic = context.path.topic
    context.diagnostics.add(.warning) {
      Diagnostic(code, at: place, message)
        .helping(topic.isEmpty ? nil : "orrery explain \(topic)")
    }
  }

  // MARK: Services and network

  /// A scenario of another system would be judged by laws that it does not know.
  private mutating func app() {
    guard let app = scenario.app, let system = vocabulary?.system, app != system else { return }
    unknown("system", app, at: scenario.origin.place("app"), known: [system])
  }

  private mutating func services() {
    for (id, service) in scenario.services {
      inside(.key(id)) { $0.service(id, service) }
    }
  }

  private mutating func service(_ id: String, _ service: ScenarioService) {
    if case .service(id)? = try? HostSelector(id) {
    } else {
      context.report(
        .badValue, at: service.origin.place, "'\(id)' cannot be the name of a service"
      ) { $0.noting("names have letters and dashes; a number at the end is kept for hosts") }
    }
    guard let vocabulary, !service.kind.isEmpty else { return }
    guard let kind = vocabulary.services.first(where: { $0.name == service.kind }) else {
      unknown(
        "kind of service", service.kind, at: service.origin.place("kind"),
        known: vocabulary.services.map(\.name))
      return
    }
    free(service.origin, "config", kind.config, of: kind.name)
    free(service.origin, "seed", kind.seed, of: kind.name)
    for (name, version) in service.versions {
      let table = ScenarioTable(kind.name, "", kind.config)
      inside(.field("versions")) {
        $0.inside(.key(name)) {
          $0.context.entering(.field("config")) {
            ShapeCheck.object(service.config.overlaid(with: version.config), table, &$0)
          }
        }
      }
    }
    for type in service.handlers.keys where !kind.messages.contains(where: { $0.name == type }) {
      unknown(
        "message type", type, at: service.origin.place("handlers", type),
        known: kind.messages.map(\.name))
    }
  }

  /// Looks at an object whose fields somebody else has named.
  private mutating func free(
    _ origin: Origin, _ name: String, _ fields: [ScenarioField], of owner: String
  ) {
    let table = ScenarioTable(owner, "", fields)
    let written = origin.node?[name]
    guard written != nil || fields.contains(where: \.isRequired) else { return }
    let node = written ?? JSONNode(.object([]), at: origin.place)
    context.entering(.field(name)) { ShapeCheck.object(node, table, &$0) }
  }

  private mutating func network() {
    for (position, link) in scenario.network.links.enumerated() {
      inside(.field("links")) {
        $0.inside(.item(position)) {
          $0.selectors(link.path.map { [$0] } ?? [], link.origin, "path")
        }
      }
    }
    let zones = scenario.services.values.compactMap(\.zone)
    for entry in scenario.network.zones {
      inside(.field("zones")) { check in
        for (field, zone) in [("from", entry.from), ("to", entry.to)] where !zones.contains(zone) {
          check.unknown(
            "zone", zone, at: entry.origin.place(field), known: OrderedSet(zones).members)
        }
      }
    }
    rejectRepeated(
      "links", scenario.network.links.map { ($0.id ?? "", $0.origin.place("id")) })
  }

  /// Looks at the services and zones that selectors name.
  mutating func selectors(_ selectors: [Selector], _ origin: Origin, _ fields: String...) {
    let place = fields.count == 2 ? origin.place(fields[0], fields[1]) : origin.place(fields[0])
    for end in selectors.flatMap(\.ends) {
      if case .zone(let zone) = end {
        let zones = OrderedSet(scenario.services.values.compactMap(\.zone)).members
        if !zones.contains(zone) { unknown("zone", zone, at: place, known: zones) }
      }
      guard let name = end.service else { continue }
      guard let service = scenario.services[name] else {
        unknown("service", name, at: place, known: scenario.services.keys)
        continue
      }
      if case .replica(_, let number) = end, number > service.replicas {
        let count = service.replicas == 1 ? "one host" : "\(service.replicas) hosts"
        context.report(
          .unknownName, at: place, "there is no host '\(name)-\(number)', '\(name)' has \(count)")
      }
    }
  }

  // MARK: Workload

  private mutating func workload() {
    rejectRepeated(
      "entries of the workload", scenario.allWorkload.map { ($0.id, $0.origin.place("id")) })
    for (position, entry) in scenario.workload.enumerated() {
      inside(.field("workload")) { $0.inside(.item(position)) { $0.entry(entry) } }
    }
    for (phase, part) in scenario.phases.enumerated() {
      for (position, entry) in part.workload.enumerated() {
        inside(.field("phases")) {
          $0.inside(.item(phase)) {
            $0.inside(.field("workload")) { $0.inside(.item(position)) { $0.entry(entry) } }
          }
        }
      }
    }
  }

  private mutating func entry(_ entry: ScenarioWorkload) {
    selectors([entry.from], entry.origin, "from")
    if case .link = entry.from {
      context.report(.badValue, at: entry.origin.place("from"), "a link cannot call a command")
    }
    let paces = [
      ("rate", entry.rate != nil), ("every", entry.every != nil), ("users", entry.users != nil),
    ].filter(\.1).map(\.0)
    if paces.count > 1 {
      context.report(
        .conflict, at: entry.origin.place(paces[1]),
        "only one of \(paces.joined(separator: ", ")) can say how often it happens")
    }
    guard let vocabulary, !entry.command.isEmpty else { return }
    guard let command = vocabulary.commands.first(where: { $0.name == entry.command }) else {
      unknown(
        "command", entry.command, at: entry.origin.place("do"),
        known: vocabulary.commands.map(\.name))
      return
    }
    free(entry.origin, "args", command.arguments, of: command.name)
  }
}
