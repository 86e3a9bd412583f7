import Engine
import Primitives
import ServiceRuntime

/// Doing to hosts and links what a fault says.
extension FaultInjector {
  func strike(_ fault: ArmedFault, _ occasion: FaultOccasion) {
    guard !isQuiet else { return }
    let planned = fault.planned
    if planned.fault.kind.concernsMessages { return open(fault, occasion) }
    let hosts = hosts(of: fault, occasion)
    let paths = paths(of: fault, occasion, hosts)
    var cuts: [Partition.Cut] = []
    if case .partition(let partition) = planned.fault {
      let stream = fault.stream("shape", at: occasion.address ?? UInt64(fault.strikes))
      cuts = partition.cuts(
        of: HostDraw(cluster, from: stream).order(of: cluster.hosts.map(\.index)), chosen: hosts)
    }
    let number = strikeCount
    let strike = StandingFault(
      number: number, armed: fault, fault: planned.fault, hosts: hosts, paths: paths, cuts: cuts)
    guard hasSubject(strike) else {
      fault.misses += 1
      return
    }
    strikeCount += 1
    let concerned =
      cuts.isEmpty
      ? hosts + (hosts.isEmpty ? paths.flatMap(\.sources) : [])
      : cuts.flatMap(\.sources)
    count(fault, hitting: concerned, as: spell(of: strike))
    perform(strike)
    stand(strike)
    follow(fault, occasion)
  }

  /// What a strike is remembered as: whom it hit, be it hosts, links or a party outside.
  private func spell(of strike: StandingFault) -> FaultSpell {
    let id = strike.armed.planned.id
    switch strike.fault {
    case .partition:
      let paths = strike.cuts.map { FaultPath(from: $0.sources, to: $0.destinations) }
      return FaultSpell(id: id, from: simulation.now, paths: paths)
    case .clog, .hold, .heal, .release:
      return FaultSpell(id: id, from: simulation.now, paths: strike.paths)
    case .outside(let outside):
      return FaultSpell(id: id, from: simulation.now, outside: outside)
    default:
      return FaultSpell(id: id, from: simulation.now, hosts: strike.hosts)
    }
  }

  /// Counts a strike and writes it down.
  func count(
    _ fault: ArmedFault, hitting hosts: [Int32], from source: Int32 = -1, as spell: FaultSpell
  ) {
    fault.strikes += 1
    fault.firstStrike = fault.firstStrike ?? simulation.now
    fault.lastStrike = simulation.now
    spells.append(spell)
    simulation.record(
      .faultStruck, at: hosts.first ?? -1, peer: source, subject: StreamKey(fault.planned.id).word,
      value: UInt64(fault.strikes),
      text: "\(fault.planned.id): \(fault.planned.fault.kind.rawValue)",
      detail: names(of: hosts))
    if fault.planned.fault.kind.concernsMessages {
      follow(fault, FaultOccasion(source: source, destination: hosts.first ?? -1))
    }
  }

  func names(of hosts: [Int32]) -> String {
    hosts.map { cluster.hosts[Int($0)].name }.joined(separator: ", ")
  }

  // MARK: Whom it concerns

  private func hosts(of fault: ArmedFault, _ occasion: FaultOccasion) -> [Int32] {
    switch fault.planned.target {
    case .occasion: return occasion.hosts
    case .hosts(let hosts): return hosts
    case .oneOf(let hosts):
      let stream = fault.stream("host", at: occasion.address ?? UInt64(fault.strikes))
      return HostDraw(cluster, from: stream).one(of: hosts).map { [$0] } ?? []
    case .paths: return []
    case .role(let service, let role): return hostsOfRole?(ServiceName(service), role) ?? []
    }
  }

  private func paths(
    of fault: ArmedFault, _ occasion: FaultOccasion, _ hosts: [Int32]
  ) -> [FaultPath] {
    let everything = cluster.hosts.map(\.index)
    switch fault.planned.target {
    case .paths(let paths): return paths.flatMap(\.directions)
    case .occasion:
      return occasion.paths.isEmpty && occasion.hosts.isEmpty
        ? [FaultPath(from: everything, to: everything)] : occasion.paths
    case .hosts, .oneOf, .role:
      return [
        FaultPath(from: hosts, to: everything),
        FaultPath(from: everything.filter { !hosts.contains($0) }, to: hosts),
      ]
    }
  }

  /// Whether there is anything that the fault could change.
  private func hasSubject(_ strike: StandingFault) -> Bool {
    let hosts = strike.hosts.map { cluster.hosts[Int($0)] }
    switch strike.fault {
    case .crash: return hosts.contains { $0.process != nil }
    case .stop: return hosts.contains { $0.process?.isStopping == false }
    case .restart: return hosts.contains { $0.process == nil }
    case .pause: return hosts.contains { !$0.isPaused }
    case .resume: return hosts.contains { $0.isPaused }
    case .partition: return !strike.cuts.isEmpty
    case .heal: return standing.contains { $0.isOfLinks && $0.touches(strike) }
    case .release: return standing.contains { $0.fault == .hold && $0.touches(strike) }
    case .clog, .hold: return !strike.paths.isEmpty
    case .store(.restore): return hosts.contains { !$0.backups.isEmpty }
    case .store(.failover): return hosts.contains { $0.replica != nil }
    case .outside: return true
    default: return !hosts.isEmpty
    }
  }

  // MARK: Doing it

  /// Opens a stretch in which a fault hits the messages that are sent.
  private func open(_ fault: ArmedFault, _ occasion: FaultOccasion) {
    let number = fault.occasions &+ fault.openings
    fault.openings += 1
    var end = fault.planned.lasting.map { simulation.now + fault.draw($0, "lasting", number) }
    if let until = fault.trigger.during?.until { end = min(end ?? .distantFuture, .zero + until) }
    guard let end else { return }
    schedule(at: end) { fault.openings = max(fault.openings - 1, 0) }
  }

  private func perform(_ strike: StandingFault) {
    switch strike.fault {
    case .partition:
      for cut in strike.cuts {
        cluster.network.cut(from: cut.sources, to: cut.destinations)
      }
    case .heal:
      for other in standing where other.isOfLinks && other.touches(strike) { heal(other.number) }
    case .clog(let delay, let bandwidth):
      let bound = bandwidth.map { LinkProfile.Bandwidth(bytesPerSecond: $0, queue: $0) }
      for path in strike.paths {
        cluster.network.clog(
          from: path.sources, to: path.destinations, strike.number, delay, bandwidth: bound)
      }
    case .hold:
      for path in strike.paths {
        cluster.network.hold(from: path.sources, to: path.destinations)
      }
    case .release:
      for other in standing where other.fault == .hold && other.touches(strike) {
        heal(other.number)
      }
    case .outside(let outside):
      cluster.outsideParties[outside.party]?.strike(outside)
    case .replace(let replacement):
      replace(strike.hosts, with: replacement)
    default:
      for host in strike.hosts { perform(strike, on: cluster.hosts[Int(host)]) }
    }
  }

  private func perform(_ strike: StandingFault, on host: Host) {
    let comesBack = strike.armed.span(from: simulation.now) != nil
    switch strike.fault {
    case .crash(let wipesDisk, let takesMachine):
      cluster.crash(
        host, wipesDisk: wipesDisk, takesMachine: takesMachine, restarts: !comesBack)
    case .restart: cluster.start(host)
    case .stop(let grace): cluster.stop(host, grace: grace)
    case .pause: cluster.pause(host)
    case .resume: cluster.resume(host)
    case .slow(let factor): host.slow(by: max(factor, host.slowness))
    case .skew(let skew): self.skew(host, skew, strike)
    case .disk(let fault): disturb(host, fault, strike)
    case .store(let fault): disturb(host, fault, strike)
    default: preconditionFailure("\(strike.fault.kind) does not happen to a host")
    }
  }

  private func skew(_ host: Host, _ skew: ClockSkew, _ strike: StandingFault) {
    if let offset = skew.offset { host.clock.set(ahead: offset) }
    if let jump = skew.jump { host.clock.jump(by: jump) }
    if let drift = skew.drift { host.clock.drift(byBillionths: drift) }
    if let step = skew.strobe {
      strobe(host, step, skew.strobePeriod, strike.number, isFirst: true)
    }
  }

  /// Jumps forth and back until the fault is healed.
  private func strobe(
    _ host: Host, _ step: Duration, _ period: Duration, _ number: Int, isFirst: Bool = false
  ) {
    guard isFirst || standing.contains(where: { $0.number == number }) else { return }
    host.clock.jump(by: step)
    schedule(at: simulation.now + max(period, .nanoseconds(1))) {
      self.strobe(host, .zero - step, period, number)
    }
  }

  private func disturb(_ host: Host, _ fault: Fault.Disk, _ strike: StandingFault) {
    switch fault {
    case .stall(let time):
      let span = strike.armed.draw(time, "stall", strike.armed.strikes)
      host.disk.stall(until: simulation.now + span)
    case .error(let share): host.disk.faults.writeErrors = share
    case .full: host.disk.faults.isFull = true
    case .lie: host.disk.faults.isLying = true
    case .torn: host.disk.faults.tornWrites = .one
    case .wipe: host.disk.wipe()
    }
  }

  private func disturb(_ host: Host, _ fault: Fault.Store, _ strike: StandingFault) {
    switch fault {
    case .failover(let time):
      guard host.replica != nil else { return }
      host.failOver(for: strike.armed.draw(time, "failover", strike.armed.strikes))
    case .lag(let time): host.follow(behind: time)
    case .backup: host.backUp()
    case .restore: host.restoreBackup()
    }
  }

  /// Gives hosts another version, so many at a time.
  private func replace(_ hosts: [Int32], with replacement: Replacement) {
    let batch = max(replacement.batch, 1)
    for host in hosts.prefix(batch) {
      cluster.replace(cluster.hosts[Int(host)], with: replacement.version)
    }
    guard hosts.count > batch else { return }
    let rest = Array(hosts.dropFirst(batch))
    schedule(at: simulation.now + replacement.pause) { self.replace(rest, with: replacement) }
  }
}

extension StandingFault {
  /// Whether it is a fault of links that healing undoes.
  var isOfLinks: Bool {
    switch fault.kind {
    case .partition, .clog, .hold: true
    default: false
    }
  }

  /// Whether another strike is about the same links or hosts, or about none in particular.
  func touches(_ other: StandingFault) -> Bool {
    guard case .occasion = other.armed.planned.target, other.hosts.isEmpty else {
      let mine = Set(hosts + paths.flatMap { $0.sources + $0.destinations })
      let cutHosts = Set(cuts.flatMap { $0.sources + $0.destinations })
      let theirs = other.hosts + (other.hosts.isEmpty ? other.paths.flatMap(\.sources) : [])
      return theirs.contains { mine.contains($0) || cutHosts.contains($0) }
    }
    return true
  }
}
