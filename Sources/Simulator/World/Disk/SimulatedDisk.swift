package import Engine
package import Primitives
import ServiceRuntime

/// The disk of one host: what was committed on it, what a commit costs, what goes wrong.
///
/// Survives the crashes of processes. A commit is first written, then synced; it becomes visible
/// and durable at one instant, the end of the sync. Commits end in the order in which they were
/// handed over, as they do in one write-ahead log. Every draw is addressed by the disk's name, its
/// purpose and the number of the commit or crash it is for.
package final class SimulatedDisk {
  /// The run that the disk belongs to.
  package let simulation: Simulation
  /// Where the disk is, for the trace.
  package let place: Int32
  /// The name by which its draws are addressed; unique within a run.
  package let name: String
  /// How the disk behaves from the beginning.
  package let profile: DiskProfile
  /// What the disk holds.
  package var database: Database { madeDatabase ?? makeDatabase() }
  /// Whether no store can connect to it.
  package var isAway = false
  /// The faults that are armed at the moment.
  @exclusivity(unchecked) package var faults = DiskFaults()

  var chance: DiskChance { madeChance ?? makeChance() }
  /// Commits that a crash can still take away, oldest first.
  @exclusivity(unchecked) var unsynced: [UnsyncedCommit] = []
  var crashes: UInt64 = 0
  // Made when first needed: many a disk is never written to.
  @exclusivity(unchecked) private var madeDatabase: Database?
  @exclusivity(unchecked) private var madeChance: DiskChance?
  @exclusivity(unchecked) private var madeDelays: CommitDelays?
  @exclusivity(unchecked) private var commits: UInt64 = 0
  /// How many commits there were that change a table first.
  @exclusivity(unchecked) private var kinds: [(table: UInt64, count: UInt64)] = []
  @exclusivity(unchecked) private var reads: UInt64 = 0
  @exclusivity(unchecked) private var lastEnd = Instant.zero
  @exclusivity(unchecked) private var pending: [PendingCommit?] = []
  @exclusivity(unchecked) private var freePlaces: [Int] = []
  private var stalled: [Int] = []
  private var stalls: UInt64 = 0
  @exclusivity(unchecked) private var isStalled = false
  private var firings: [Int] = []
  private var endOfSync = EventKind?.none

  /// An empty disk.
  package init(simulation: Simulation, place: Int32, name: String, profile: DiskProfile = .perfect)
  {
    self.simulation = simulation
    self.place = place
    self.name = name
    self.profile = profile
  }

  /// How often a fault took effect.
  package func fireCount(_ fault: DiskFault) -> Int {
    firings.isEmpty ? 0 : firings[fault.rawValue]
  }

  func fired(_ fault: DiskFault) {
    if firings.isEmpty { firings = Array(repeating: 0, count: DiskFault.allCases.count) }
    firings[fault.rawValue] += 1
  }

  /// Whether the read that comes next comes back damaged.
  @inline(__always)
  func isNextReadDamaged() -> Bool {
    guard profile.readErrors.numerator > 0 else { return false }
    reads += 1
    return chance.happens(profile.readErrors, .readError, reads)
  }

  private func makeDatabase() -> Database {
    let database = Database(simulation)
    madeDatabase = database
    return database
  }

  private func makeChance() -> DiskChance {
    let chance = DiskChance(simulation.streams, disk: name)
    madeChance = chance
    return chance
  }

  /// Draws from the streams that the run draws from now.
  func renewChance() {
    madeChance = nil
  }

  private func makeDelays() -> CommitDelays {
    let delays = CommitDelays(profile)
    madeDelays = delays
    return delays
  }

  // MARK: Commits

  /// Takes over a commit; gives nothing when it has come to its end at once.
  func submit(_ transaction: SimulatedTransaction) -> PendingCommit? {
    let now = simulation.now
    let delays = madeDelays ?? makeDelays()
    let number = CommitNumber(value: commits, address: address(of: transaction))
    commits += 1
    let writtenAt = now + delays.write(number.address, chance)
    let end = max(writtenAt + delays.sync(number.address, chance), lastEnd)
    lastEnd = end
    if end == now, !isStalled, pending.count == freePlaces.count {
      _ = settle(transaction, number)
      return nil
    }
    let commit = PendingCommit(
      transaction, number: number, suspension: simulation.openSuspension(.disk),
      writtenAt: isStalled ? .distantFuture : writtenAt)
    simulation.schedule(endOfSyncKind, at: end, argument: UInt64(keep(commit)))
    return commit
  }

  /// What a commit is, whatever others there are: the table that it changes first, and how many
  /// commits went before that change this one first.
  private func address(of transaction: SimulatedTransaction) -> UInt64 {
    let table = transaction.held.first { $0.isChange }?.row.table.name.word ?? 0
    for index in kinds.indices where kinds[index].table == table {
      kinds[index].count += 1
      return table &+ kinds[index].count
    }
    kinds.append((table, 0))
    return table
  }

  /// Ends the commit at a place among the pending ones, or puts it off while the disk stands still.
  fileprivate func endSync(at index: Int) {
    guard let commit = pending[index] else {
      preconditionFailure("the sync of commit \(index) ended, yet none is pending there")
    }
    if isStalled, !commit.isAbandoned {
      if !commit.hasStalled { fired(.stall) }
      commit.hasStalled = true
      stalled.append(index)
      return
    }
    pending[index] = nil
    freePlaces.append(index)
    guard !commit.isAbandoned else { return }
    commit.outcome = simulation.onBehalf(ofWaiterIn: commit.suspension) {
      settle(commit.transaction, commit.number)
    }
    simulation.wake(commit.suspension, .resumed)
  }

  /// Drops what ended transactions had handed over; what was written already stays unsynced.
  func abandon(_ transactions: [SimulatedTransaction]) {
    for case let commit? in pending.sorted(by: { $0?.number.value ?? 0 < $1?.number.value ?? 0 })
    where !commit.isAbandoned && transactions.contains(where: { $0 === commit.transaction }) {
      commit.isAbandoned = true
      let changes = commit.transaction.pendingChanges()
      let isWritten = commit.writtenAt <= simulation.now
      if isWritten {
        unsynced.append(
          UnsyncedCommit(number: commit.number.value, changes: changes, isVisible: false))
      } else {
        recordLoss(changes, "was on its way when its process ended")
      }
      simulation.wake(commit.suspension, .processEnded)
    }
    for index in stalled where pending[index]?.isAbandoned == true {
      pending[index] = nil
      freePlaces.append(index)
    }
    stalled.removeAll { pending[$0] == nil }
  }

  private func keep(_ commit: PendingCommit) -> Int {
    if let index = freePlaces.popLast() {
      pending[index] = commit
      return index
    }
    pending.append(commit)
    return pending.count - 1
  }

  /// Registered when first needed: many runs have disks that cost nothing.
  private var endOfSyncKind: EventKind {
    if let endOfSync { return endOfSync }
    let kind = simulation.register(EndOfSync(self))
    endOfSync = kind
    return kind
  }

  // MARK: Standing still

  /// Makes the disk stand still until an instant; commits that are under way wait too.
  package func stall(until instant: Instant) {
    stall()
    let stall = stalls
    simulation.schedule(at: instant, priority: .fault) { [weak self] in
      if let self, self.stalls == stall { self.endStall() }
    }
  }

  /// Makes the disk stand still until it is told to go on.
  package func stall() {
    stalls += 1
    isStalled = true
    for case let commit? in pending where commit.writtenAt > simulation.now {
      commit.writtenAt = .distantFuture
    }
  }

  /// Lets a disk that stands still go on; what waited is synced at once, in order.
  package func endStall() {
    stalls += 1
    isStalled = false
    let waiting = stalled
    stalled = []
    for case let commit? in pending where commit.writtenAt == .distantFuture {
      commit.writtenAt = simulation.now
    }
    for index in waiting {
      simulation.schedule(endOfSyncKind, at: simulation.now, argument: UInt64(index))
    }
  }
}

/// Told when the sync of a commit has come to its end.
private final class EndOfSync: EventHandler {
  private unowned let disk: SimulatedDisk

  init(_ disk: SimulatedDisk) {
    self.disk = disk
  }

  override func fire(_ argument: UInt64) {
    disk.endSync(at: Int(argument))
  }
}
