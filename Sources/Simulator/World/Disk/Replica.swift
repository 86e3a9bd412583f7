package import Engine
import Primitives

/// A disk that follows another one at a distance, to be read from or to take over.
///
/// Changes arrive whole and in order. Nobody waits for them: what has not arrived when the replica
/// takes over is lost, however durable it was where it came from. What a crash does to the disk
/// there is no change that travels: a replica keeps what it has received, and may so be ahead.
package final class Replica {
  /// The disk that follows; read it through a store of its own.
  package let disk: SimulatedDisk
  /// Whether it has taken over and follows no longer.
  package private(set) var isPromoted = false

  private var lag: DelayLaw
  private var underWay: [ChangeNotice] = []
  private var taken = 0
  private var lastArrival = Instant.zero
  private var isCut = false
  private var waiting = 0
  private var arrival = EventKind?.none

  /// Makes an empty disk follow another one; what that one holds is copied at once.
  ///
  /// - Parameter lag: how long a change takes from its commit to its arrival.
  package init(of primary: SimulatedDisk, on disk: SimulatedDisk, lag: Distribution) {
    precondition(
      disk.database.count == 0, "a replica begins empty, found \(disk.database.count) records")
    self.disk = disk
    self.lag = DelayLaw(lag)
    disk.restore(primary.database.backup())
    primary.database.observe { [weak self] notice in self?.follow(notice) }
    arrival = disk.simulation.register(Arrival(self))
  }

  /// Makes changes take so long from their commits to their arrivals from now on.
  package func follow(behind lag: Distribution) {
    self.lag = DelayLaw(lag)
  }

  /// How many changes have been made and have not arrived.
  package var backlog: Int { underWay.count - taken }

  /// Cuts the replica off; changes pile up until it is joined again.
  package func cut() {
    isCut = true
  }

  /// Joins the replica again; what piled up arrives at once.
  package func join() {
    isCut = false
    while waiting > 0 {
      waiting -= 1
      takeNext()
    }
  }

  /// Makes the replica follow no longer, so that it can be written.
  ///
  /// - Returns: how many changes had not arrived and are lost.
  @discardableResult
  package func promote() -> Int {
    precondition(!isPromoted, "\(disk.name) was promoted before, once was expected")
    isPromoted = true
    let lost = underWay[taken...]
    for notice in lost { disk.recordLoss(notice.changes, "had not arrived at \(disk.name)") }
    defer { forget() }
    return lost.count
  }

  private func follow(_ notice: ChangeNotice) {
    guard !isPromoted, notice.cause.travels, let arrival else { return }
    underWay.append(notice)
    let now = disk.simulation.now
    let word = disk.chance.word(.lag, notice.number)
    let instant = max(now + .nanoseconds(lag.draw(word)), lastArrival)
    lastArrival = instant
    if instant == now, backlog == 1 {
      arrive()
    } else {
      disk.simulation.schedule(arrival, at: instant)
    }
  }

  fileprivate func arrive() {
    guard !isPromoted else { return }
    if isCut { waiting += 1 } else { takeNext() }
  }

  private func takeNext() {
    let notice = underWay[taken]
    taken += 1
    _ = disk.database.force(
      notice.changes.map { ($0.table, $0.key, $0.new) }, cause: .replicated)
    if taken == underWay.count || taken >= 1024 {
      underWay.removeFirst(taken)
      taken = 0
    }
  }

  private func forget() {
    underWay = []
    taken = 0
    waiting = 0
  }
}

/// Told when a change arrives at a replica.
private final class Arrival: EventHandler {
  private weak var replica: Replica?

  init(_ replica: Replica) {
    self.replica = replica
  }

  override func fire(_ argument: UInt64) {
    replica?.arrive()
  }
}

extension ChangeCause {
  /// Whether a change of this cause stands in the log that replicas read.
  fileprivate var travels: Bool {
    switch self {
    case .committed, .recovered, .restored, .replicated: true
    case .lost, .torn, .wiped: false
    }
  }
}
