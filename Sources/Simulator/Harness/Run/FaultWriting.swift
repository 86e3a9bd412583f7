import Engine
import Primitives
import ServiceRuntime
import World

/// Says a planned fault in the words of scenarios: the way back from a plan to a file.
///
/// What a nemesis drew becomes a list of faults that can be read, changed and left out one by one.
/// Draws go by the name of a fault, which stays, so that the run stays the same too.
struct FaultWriting {
  let cluster: Cluster

  /// The fault as a scenario would plan it; nothing where the language has no words for it.
  func fault(_ planned: PlannedFault) -> ScenarioFault? {
    guard let action = action(planned.fault), let when = trigger(planned.trigger),
      let on = selectors(planned.target)
    else { return nil }
    var fault = ScenarioFault()
    fault.id = planned.id
    fault.when = when
    fault.action = action
    fault.on = on
    fault.lasting = planned.lasting
    fault.heal = planned.heals ? .auto : .never
    return fault
  }

  private func trigger(_ trigger: FaultTrigger) -> ScenarioTrigger? {
    // Only what a nemesis draws comes here: instants, stretches and failpoints.
    guard trigger.origin == .zero, trigger.message == nil, trigger.event == nil else { return nil }
    var when = ScenarioTrigger()
    when.at = trigger.at
    when.every = trigger.every
    when.during = trigger.during.map { ScenarioWindow(from: $0.from, until: $0.until) }
    if let condition = trigger.failpoint {
      guard condition.hosts == nil else { return nil }
      var failpoint = FailpointTrigger()
      failpoint.name = condition.name
      failpoint.nth = condition.nth
      when.failpoint = failpoint
    }
    when.afterFault = trigger.afterFault
    when.delay = trigger.delay
    when.probability = trigger.probability
    when.budget = trigger.budget
    return when
  }

  // MARK: To whom

  private func selectors(_ target: FaultTarget) -> [Selector]? {
    switch target {
    case .occasion: []
    case .hosts(let hosts): all(hosts.map { selector(of: $0).map(Selector.hosts) })
    case .role(let service, let role): [.hosts(.role(service, role))]
    case .oneOf, .paths: nil
    }
  }

  /// The host of an index, as a file names it.
  private func selector(of index: Int32) -> HostSelector? {
    guard cluster.hosts.indices.contains(Int(index)) else { return nil }
    let host = cluster.hosts[Int(index)]
    let prefix = "\(host.service.text)-"
    guard host.name.hasPrefix(prefix) else { return nil }
    let rest = String(host.name.dropFirst(prefix.count))
    let selector = Int(rest).map { HostSelector.replica(host.service.text, $0) } ?? .client(rest)
    return selector.matches(host) ? selector : nil
  }

  private func all<Value>(_ values: [Value?]) -> [Value]? {
    let found = values.compactMap { $0 }
    return found.count == values.count ? found : nil
  }

  // MARK: What happens

  private func action(_ fault: Fault) -> FaultAction? {
    switch fault {
    case .drop: .drop
    case .delay(let delay): .delay(delay)
    case .duplicate(let copies, let after):
      .duplicate(with(DuplicateFault()) { ($0.copies, $0.after) = (copies, after) })
    case .reorder(let span): .reorder(span)
    case .corrupt(let damage):
      .corrupt(with(CorruptFault()) { $0.detected = damage == .noticed })
    case .refuse: .refuse
    case .hang: .hang
    case .loseReply: .loseReply
    case .partition(let partition): self.partition(partition)
    case .heal: .heal
    case .clog(let delay, let bandwidth):
      .clog(with(ClogFault()) { ($0.latency, $0.bandwidth) = (delay, bandwidth) })
    case .hold: .hold
    case .release: .release
    case .crash(let wipes, let machine):
      .crash(with(CrashFault()) { ($0.wipeDisk, $0.machine) = (wipes, machine) })
    case .restart: .restart
    case .stop(let grace): .stop(with(StopFault()) { $0.grace = grace ?? $0.grace })
    case .pause: .pause
    case .resume: .resume
    case .slow(let factor): .slow(factor)
    case .skew(let skew): self.skew(skew)
    case .replace: nil
    case .disk(let disk): .disk(self.disk(disk))
    case .store(let store): .store(self.store(store))
    case .outside(let outside): self.outside(outside)
    case .fail(let message): .fail(with(FailFault()) { $0.message = message })
    }
  }

  private func with<Part>(_ part: Part, _ change: (inout Part) -> Void) -> Part {
    var part = part
    change(&part)
    return part
  }

  private func partition(_ partition: Partition) -> FaultAction? {
    var fault = PartitionFault()
    switch partition.shape {
    case .isolate: fault.shape = .isolate
    case .halves: fault.shape = .halves
    case .bridge: fault.shape = .bridge
    case .ring: fault.shape = .ring
    case .majorityRing: fault.shape = .majorityRing
    }
    for group in partition.groups {
      guard group.count == 1, let selector = selector(of: group[0]) else { return nil }
      fault.between.append(.hosts(selector))
    }
    fault.oneWay = partition.isOneWay
    return .partition(fault)
  }

  /// Scenarios count drifts in millionths.
  private func skew(_ skew: ClockSkew) -> FaultAction? {
    var fault = SkewFault()
    fault.jump = skew.jump
    fault.offset = skew.offset
    if let drift = skew.drift {
      guard drift % 1_000 == 0 else { return nil }
      fault.drift = Int(drift / 1_000)
    }
    if let size = skew.strobe {
      var strobe = StrobeFault()
      strobe.by = size
      strobe.every = skew.strobePeriod
      fault.strobe = strobe
    }
    return .skew(fault)
  }

  private func disk(_ disk: Fault.Disk) -> FaultAction.DiskFault {
    switch disk {
    case .stall(let span): .stall(span)
    case .error(let share): .error(share)
    case .full: .full
    case .lie: .lie
    case .torn: .torn
    case .wipe: .wipe
    }
  }

  private func store(_ store: Fault.Store) -> FaultAction.StoreFault {
    switch store {
    case .failover(let span): .failover(span)
    case .lag(let span): .lag(span)
    case .backup: .backup
    case .restore: .restore
    }
  }

  private func outside(_ fault: OutsideFault) -> FaultAction? {
    let delay = fault.delay ?? .constant(.zero)
    let share = fault.share ?? .one
    return switch (fault.party, fault.word) {
    case ("broker", "stall"): .broker(.stall(delay))
    case ("broker", "lose"): .broker(.lose(share))
    case ("broker", "duplicate"): .broker(.duplicate(share))
    case ("broker", "delay"): .broker(.delay(delay))
    case ("broker", "reorder"): .broker(.reorder)
    case ("broker", "redeliver"): .broker(.redeliver)
    case ("processor", "decline"): .processor(.decline)
    case ("processor", "timeout-after-charge"): .processor(.timeoutAfterCharge)
    case ("processor", "duplicate-answer"): .processor(.duplicateAnswer)
    case ("processor", "slow"): .processor(.slow(delay))
    case ("processor", "down"): .processor(.down)
    default: nil
    }
  }
}
