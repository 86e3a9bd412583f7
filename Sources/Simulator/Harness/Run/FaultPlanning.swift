import Engine
import Primitives
import World

/// Turns the faults of a scenario into a plan for the hosts of a run.
struct FaultPlanning {
  let cluster: Cluster
  /// What the services know, for chaos: where it can fail them, and how long they wait.
  var vocabulary: ScenarioVocabulary?

  /// The plan; faults of a phase count their times from the beginning of the phase.
  func plan(for scenario: Scenario) -> FaultPlan {
    var faults = scenario.faults.map { planned($0, after: .zero) }
    var start = Duration.zero
    for phase in scenario.phases {
      faults += phase.faults.map { planned($0, after: start) }
      start += phase.lasting
    }
    if let chaos = scenario.chaos {
      faults += nemesis(chaos, scenario).plan(for: cluster).faults
    }
    return FaultPlan(faults)
  }

  private func planned(_ fault: ScenarioFault, after start: Duration) -> PlannedFault {
    PlannedFault(
      fault.id, trigger(fault.when, after: start), self.fault(fault.action),
      on: target(fault.on), lasting: fault.lasting, heals: fault.heal == .auto)
  }

  private func trigger(_ when: ScenarioTrigger, after start: Duration) -> FaultTrigger {
    var trigger = FaultTrigger()
    trigger.origin = start
    trigger.at = when.at
    trigger.every = when.every
    trigger.during = when.during.map {
      FaultWindow(from: start + $0.from, until: start + $0.until)
    }
    trigger.message = when.message.map { message in
      MessageCondition(
        paths: message.path.map(paths), method: message.type, nth: message.nth,
        leg: leg(message.leg))
    }
    trigger.failpoint = when.failpoint.map { point in
      FailpointCondition(
        point.name, on: point.service.map { hosts(.service($0)) }, nth: point.nth)
    }
    trigger.event = when.event.map { event in
      EventCondition(
        TraceKind.named(event.kind), on: event.service.map { hosts(.service($0)) },
        nth: event.nth)
    }
    trigger.afterFault = when.afterFault
    trigger.delay = when.delay
    trigger.probability = when.probability
    trigger.budget = when.budget
    return trigger
  }

  private func leg(_ leg: MessageTrigger.Leg) -> MessageCondition.Leg {
    switch leg {
    case .any: .any
    case .request: .request
    case .reply: .reply
    }
  }

  // MARK: Who is meant

  private func target(_ selectors: [Selector]) -> FaultTarget {
    guard !selectors.isEmpty else { return .occasion }
    if case .hosts(.role(let service, let role)) = selectors[0], selectors.count == 1 {
      return .role(service: service, role: role)
    }
    let links = selectors.filter { if case .link = $0 { true } else { false } }
    guard links.isEmpty else { return .paths(links.flatMap(paths)) }
    return .hosts(selectors.flatMap { $0.ends.flatMap(hosts) })
  }

  /// The hosts that a selector means, by their indices.
  func hosts(_ selector: HostSelector) -> [Int32] {
    cluster.hosts.filter { selector.matches($0) }.map(\.index)
  }

  private func paths(_ selector: Selector) -> [FaultPath] {
    let everybody = cluster.hosts.map(\.index)
    switch selector {
    case .link(let from, let to, let bothWays):
      return [FaultPath(from: hosts(from), to: hosts(to), isBothWays: bothWays)]
    case .hosts(let selected):
      return [FaultPath(from: hosts(selected), to: everybody, isBothWays: true)]
    }
  }

  // MARK: What happens

  private func fault(_ action: FaultAction) -> Fault {
    switch action {
    case .drop: .drop
    case .delay(let distribution): .delay(distribution)
    case .duplicate(let fault): .duplicate(copies: fault.copies, after: fault.after)
    case .reorder(let span): .reorder(within: span)
    case .corrupt(let fault): .corrupt(fault.detected ? .noticed : .unnoticed)
    case .refuse: .refuse
    case .hang: .hang
    case .loseReply: .loseReply
    case .partition(let fault): .partition(partition(fault))
    case .heal: .heal
    case .clog(let fault): .clog(fault.latency, bandwidth: fault.bandwidth)
    case .hold: .hold
    case .release: .release
    case .crash(let fault): .crash(wipesDisk: fault.wipeDisk, takesMachine: fault.machine)
    case .restart: .restart
    case .stop(let fault): .stop(grace: fault.grace)
    case .pause: .pause
    case .resume: .resume
    case .slow(let factor): .slow(factor)
    case .skew(let fault): .skew(ClockSkew(fault))
    case .replace(let fault):
      .replace(Replacement(version: fault.version, batch: fault.batch, pause: fault.pause))
    case .disk(let fault): .disk(disk(fault))
    case .store(let fault): .store(store(fault))
    case .broker(let fault): .outside(broker(fault))
    case .processor(let fault): .outside(processor(fault))
    case .fail(let fault): .fail(fault.message)
    }
  }

  private func partition(_ fault: PartitionFault) -> Partition {
    let shape: Partition.Shape =
      switch fault.shape {
      case .isolate: .isolate
      case .halves: .halves
      case .bridge: .bridge
      case .ring: .ring
      case .majorityRing: .majorityRing
      }
    let groups = fault.between.map { $0.ends.flatMap(hosts) }
    return Partition(shape, between: groups, isOneWay: fault.oneWay)
  }

  private func disk(_ fault: FaultAction.DiskFault) -> Fault.Disk {
    switch fault {
    case .stall(let span): .stall(span)
    case .error(let share): .error(share)
    case .full: .full
    case .lie: .lie
    case .torn: .torn
    case .wipe: .wipe
    }
  }

  private func store(_ fault: FaultAction.StoreFault) -> Fault.Store {
    switch fault {
    case .failover(let span): .failover(span)
    case .lag(let span): .lag(span)
    case .backup: .backup
    case .restore: .restore
    }
  }

  private func broker(_ fault: FaultAction.BrokerFault) -> OutsideFault {
    switch fault {
    case .stall(let span): OutsideFault("broker", "stall", delay: span)
    case .lose(let share): OutsideFault("broker", "lose", share: share)
    case .duplicate(let share): OutsideFault("broker", "duplicate", share: share)
    case .delay(let span): OutsideFault("broker", "delay", delay: span)
    case .reorder: OutsideFault("broker", "reorder")
    case .redeliver: OutsideFault("broker", "redeliver")
    }
  }

  private func processor(_ fault: FaultAction.ProcessorFault) -> OutsideFault {
    switch fault {
    case .decline: OutsideFault("processor", "decline")
    case .timeoutAfterCharge: OutsideFault("processor", "timeout-after-charge")
    case .duplicateAnswer: OutsideFault("processor", "duplicate-answer")
    case .slow(let span): OutsideFault("processor", "slow", delay: span)
    case .down: OutsideFault("processor", "down")
    }
  }
}

extension ClockSkew {
  /// The skew that a scenario states.
  init(_ fault: SkewFault) {
    self.init(
      jump: fault.jump, drift: fault.drift.map { Int64($0) * 1_000 }, offset: fault.offset,
      strobe: fault.strobe?.by, strobePeriod: fault.strobe?.every ?? .seconds(1))
  }
}
