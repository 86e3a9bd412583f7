import Engine
import Primitives

/// Mistakes in faults and times.
extension ScenarioCheck {
  /// Looks at every fault.
  mutating func faults() {
    rejectRepeated("faults", scenario.allFaults.map { ($0.id, $0.origin.place("id")) })
    for (position, fault) in scenario.faults.enumerated() {
      inside(.field("faults")) { $0.inside(.item(position)) { $0.fault(fault) } }
    }
    for (phase, part) in scenario.phases.enumerated() {
      for (position, fault) in part.faults.enumerated() {
        inside(.field("phases")) {
          $0.inside(.item(phase)) {
            $0.inside(.field("faults")) { $0.inside(.item(position)) { $0.fault(fault) } }
          }
        }
      }
    }
    inside(.field("chaos")) { check in
      if let chaos = check.scenario.chaos { check.selectors(chaos.on, chaos.origin, "on") }
    }
  }

  private mutating func fault(_ fault: ScenarioFault) {
    selectors(fault.on, fault.origin, "on")
    inside(.field("when")) { $0.trigger(fault.when, of: fault) }
    if isComplete { inside(.field("do")) { $0.action(fault) } }
  }

  private mutating func trigger(_ trigger: ScenarioTrigger, of fault: ScenarioFault) {
    if trigger.isEmpty, isComplete {
      context.report(.missingField, at: trigger.origin.place, "nothing says when the fault happens")
      {
        $0.noting("give at least one of at, every, during, message, failpoint, event, afterFault")
      }
    }
    if let message = trigger.message { self.message(message) }
    if let failpoint = trigger.failpoint { self.failpoint(failpoint) }
    if let event = trigger.event {
      if let service = event.service { named(service, event.origin) }
      let known =
        vocabulary.map {
          $0.events.isEmpty ? TraceKind.allCases.map(\.name) : $0.events.map(\.name)
        } ?? []
      if !known.isEmpty, !event.kind.isEmpty, !known.contains(event.kind) {
        unknown("kind of event", event.kind, at: event.origin.place("kind"), known: known)
      }
    }
    guard let other = trigger.afterFault else { return }
    let place = trigger.origin.place("afterFault")
    if other == fault.id {
      context.report(.conflict, at: place, "the fault '\(other)' cannot wait for itself")
    } else if !faultNames.contains(other) {
      unknown("fault", other, at: place, known: faultNames.members)
    }
  }

  private mutating func named(_ service: String, _ origin: Origin) {
    if scenario.services[service] != nil { return }
    unknown(
      "service", service, at: origin.place("service"), known: scenario.services.keys)
  }

  /// The kinds of some services of the scenario; all its kinds when none is named.
  private func kinds(_ services: [String]) -> [ScenarioVocabulary.ServiceKind] {
    let names = services.isEmpty ? scenario.services.keys : services
    let kinds = OrderedSet(names.compactMap { scenario.services[$0]?.kind })
    return (vocabulary?.services ?? []).filter { kinds.contains($0.name) }
  }

  private mutating func message(_ message: MessageTrigger) {
    selectors(message.path.map { [$0] } ?? [], message.origin, "path")
    guard vocabulary != nil, let type = message.type else { return }
    let known = OrderedSet(kinds([]).flatMap { $0.messages.map(\.name) }).members
    if !known.contains(type) {
      unknown("message type", type, at: message.origin.place("type"), known: known)
    }
  }

  private mutating func failpoint(_ failpoint: FailpointTrigger) {
    if let service = failpoint.service { named(service, failpoint.origin) }
    guard vocabulary != nil else { return }
    let kinds = kinds(failpoint.service.map { [$0] } ?? [])
    let known = OrderedSet(kinds.flatMap { $0.failpoints.map(\.name) }).members
    if !kinds.isEmpty, !failpoint.name.isEmpty, !known.contains(failpoint.name) {
      unknown("failpoint", failpoint.name, at: failpoint.origin.place("name"), known: known)
    }
  }

  private mutating func action(_ fault: ScenarioFault) {
    if case .fail = fault.action, fault.when.failpoint == nil {
      context.report(.conflict, at: fault.origin.place("do", "fail"), "only a failpoint can fail") {
        $0.noting("give 'when' a failpoint")
      }
    }
    if case .skew(let skew) = fault.action, skew.isEmpty {
      context.report(
        .missingField, at: skew.origin.place, "nothing says how the clock goes wrong"
      ) { $0.noting("give at least one of jump, drift, offset, strobe") }
    }
    if case .partition(let partition) = fault.action {
      selectors(partition.between, partition.origin, "between")
      if partition.between.count == 1 {
        context.report(
          .badValue, at: partition.origin.place("between"), "a partition needs at least two groups")
      }
    }
    if case .replace(let replacement) = fault.action { version(replacement, of: fault) }
    let name = fault.action.name
    outside(fault)
    unsupported(fault)
    let ends = fault.on.flatMap(\.ends).compactMap(\.service)
    for kind in ends.isEmpty ? [] : kinds(ends) {
      guard let supported = kind.faults, !supported.contains(name) else { continue }
      context.report(
        .unsupported, at: fault.origin.place("do"),
        "\(kind.name) does not support the fault '\(name)'"
      ) { $0.noting("it supports " + supported.joined(separator: ", ")) }
    }
  }

  /// A service can only be replaced with a version of it that the scenario describes.
  private mutating func version(_ replacement: ReplaceFault, of fault: ScenarioFault) {
    let named = fault.on.flatMap(\.ends).compactMap(\.service)
    for (name, service) in scenario.services where named.isEmpty || named.contains(name) {
      guard service.versions[replacement.version] == nil else { continue }
      let place = fault.origin.place("do")
      guard !service.versions.isEmpty else {
        context.report(
          .unknownName, at: place, "'\(name)' has no version '\(replacement.version)'"
        ) { $0.noting("describe it under services.\(name).versions") }
        continue
      }
      unknown("version of \(name)", replacement.version, at: place, known: service.versions.keys)
    }
  }

  /// A fault is refused where the failure model has it happen to something else.
  private mutating func unsupported(_ fault: ScenarioFault) {
    let support = FaultSupport(fault.action)
    for selector in fault.on {
      guard let objection = support.objection(to: selector) else { continue }
      context.report(.unsupported, at: fault.origin.place("on"), objection) {
        $0.noting("'orrery explain faults.do.\(fault.action.name)' says what it happens to")
      }
    }
  }

  /// A fault of a party outside needs a system that has such a party.
  private mutating func outside(_ fault: ScenarioFault) {
    let party: String
    switch fault.action {
    case .broker: party = "broker"
    case .processor: party = "processor"
    case .drop, .delay, .duplicate, .reorder, .corrupt, .refuse, .hang, .loseReply, .partition,
      .heal, .clog, .hold, .release, .crash, .restart, .stop, .pause, .resume, .slow, .skew,
      .replace, .disk, .store, .fail:
      return
    }
    guard let vocabulary, !vocabulary.outsideParties.contains(party) else { return }
    context.report(
      .unsupported, at: fault.origin.place("do"), "the system has no \(party) that could fail"
    ) { error in
      let known = vocabulary.outsideParties
      return error.noting(
        known.isEmpty
          ? "nothing outside the system is simulated"
          : "outside the system there are " + known.joined(separator: ", "))
    }
  }

  // MARK: Times

  /// Looks for what comes after the end of its run or phase.
  mutating func times() {
    let end = scenario.limits.time
    for fault in scenario.faults { late(fault, end, "the run") }
    for entry in scenario.workload { late(entry, end, "the run") }
    var total = Duration.zero
    for phase in scenario.phases {
      total += phase.lasting
      for fault in phase.faults { late(fault, phase.lasting, "the phase") }
      for entry in phase.workload { late(entry, phase.lasting, "the phase") }
    }
    if total > end {
      warn(
        .neverFires, at: scenario.phases.last?.origin.place("for"),
        "the phases last \(total.text) together, the run ends after \(end.text)")
    }
  }

  private mutating func late(_ fault: ScenarioFault, _ end: Duration, _ what: String) {
    let start: Duration
    let place: SourcePlace?
    if let at = fault.when.at {
      (start, place) = (at.least, fault.when.origin.place("at"))
    } else if let during = fault.when.during {
      (start, place) = (during.from, fault.when.origin.place("during"))
    } else {
      return
    }
    guard start >= end else { return }
    warn(
      .neverFires, at: place,
      "the fault '\(fault.id)' can never fire: it waits for \(start.text), \(what) ends after \(end.text)"
    )
  }

  private mutating func late(_ entry: ScenarioWorkload, _ end: Duration, _ what: String) {
    guard let start = entry.at?.least, start >= end else { return }
    warn(
      .neverFires, at: entry.origin.place("at"),
      "'\(entry.id)' can never happen: it waits for \(start.text), \(what) ends after \(end.text)")
  }
}

extension FaultAction {
  /// The name of the action as it is written in `do`.
  package var name: String {
    guard case .object(let members) = ScenarioLanguage.action.write(self).value else { return "" }
    return members.first?.name ?? ""
  }
}
