import Engine
import Primitives

/// Undoing what faults have done.
extension FaultInjector {
  /// Keeps a strike that healing undoes, and has it healed when its time is over.
  func stand(_ strike: StandingFault) {
    var lasting = strike.armed.span(from: simulation.now)
    if case .disk(.stall(let time)) = strike.fault, lasting == nil {
      lasting = strike.armed.draw(time, "stall", strike.armed.strikes)
    }
    guard lasting != nil || leavesDamage(strike) else { return }
    if let last = spells.indices.last { spells[last].strike = strike.number }
    standing.append(strike)
    guard let lasting else { return }
    schedule(at: simulation.now + lasting) { self.heal(strike.number) }
  }

  /// Whether something stays that only healing undoes.
  private func leavesDamage(_ strike: StandingFault) -> Bool {
    switch strike.fault {
    case .partition, .clog, .hold, .stop, .pause, .slow, .skew, .outside: return true
    case .crash:
      return strike.hosts.contains { cluster.hosts[Int($0)].settings.restart == .never }
    case .disk(let fault):
      switch fault {
      case .error, .full, .lie, .torn, .stall: return true
      case .wipe: return false
      }
    case .store(.lag): return true
    default: return false
    }
  }

  /// Undoes a strike, unless that was done before.
  func heal(_ number: Int) {
    guard let position = standing.firstIndex(where: { $0.number == number }) else { return }
    let strike = standing.remove(at: position)
    if let spell = spells.lastIndex(where: { $0.strike == number }) {
      spells[spell].until = simulation.now
    }
    undo(strike)
    simulation.record(
      .faultHealed, at: strike.hosts.first ?? -1,
      subject: StreamKey(strike.armed.planned.id).word, value: UInt64(strike.number),
      text: "\(strike.armed.planned.id): \(strike.fault.kind.rawValue) is over",
      detail: names(of: strike.hosts))
  }

  private func undo(_ strike: StandingFault) {
    switch strike.fault {
    case .partition:
      for cut in strike.cuts { cluster.network.heal(from: cut.sources, to: cut.destinations) }
    case .clog:
      for path in strike.paths {
        cluster.network.unclog(from: path.sources, to: path.destinations, strike.number)
      }
    case .hold:
      for path in strike.paths {
        cluster.network.release(from: path.sources, to: path.destinations)
      }
    case .outside(let outside):
      cluster.outsideParties[outside.party]?.heal(outside)
    default:
      for host in strike.hosts { undo(strike, on: cluster.hosts[Int(host)]) }
    }
  }

  private func undo(_ strike: StandingFault, on host: Host) {
    switch strike.fault {
    case .crash, .stop: cluster.startAgain(host)
    case .pause:
      if !stands(on: host, where: { $0 == .pause }) { cluster.resume(host) }
    case .slow:
      host.slow(by: factors(on: host).max() ?? 1)
    case .skew:
      if !stands(on: host, where: { $0.kind == .skew }) { host.clock.repair() }
    case .disk(let fault): undo(fault, on: host)
    case .store(.lag):
      if !stands(on: host, where: { $0.kind == .storeLag }) {
        host.follow(behind: .constant(.zero))
      }
    default: break
    }
  }

  /// Disarms a fault of a disk, unless another strike keeps it armed.
  private func undo(_ fault: Fault.Disk, on host: Host) {
    switch fault {
    case .stall: host.disk.endStall()
    case .error: host.disk.faults.writeErrors = shares(on: host).max()
    case .full: host.disk.faults.isFull = stands(on: host) { $0 == .disk(.full) }
    case .lie: host.disk.faults.isLying = stands(on: host) { $0 == .disk(.lie) }
    case .torn:
      host.disk.faults.tornWrites = stands(on: host) { $0 == .disk(.torn) } ? .one : nil
    case .wipe: break
    }
  }

  private func stands(on host: Host, where isMeant: (Fault) -> Bool) -> Bool {
    standing.contains { $0.hosts.contains(host.index) && isMeant($0.fault) }
  }

  private func factors(on host: Host) -> [Int] {
    standing.compactMap { strike in
      guard strike.hosts.contains(host.index), case .slow(let factor) = strike.fault else {
        return nil
      }
      return factor
    }
  }

  private func shares(on host: Host) -> [Ratio] {
    standing.compactMap { strike in
      guard strike.hosts.contains(host.index), case .disk(.error(let share)) = strike.fault else {
        return nil
      }
      return share
    }
  }
}
