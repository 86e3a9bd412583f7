import Engine
import Primitives
package import ServiceRuntime

/// The store of one life of a process, on a disk that outlives it.
///
/// Locks are exclusive, one to a row. Read committed reads what is committed at the moment and
/// waits for locks to write, as PostgreSQL does. Snapshot reads one state and lets the first
/// committer win. Serializable is snapshot whose commit checks that nothing it has read, ranges
/// and absences included, was changed meanwhile; committed transactions are then equal to running
/// them one after another in the order of their commits, and pure readers in the order of their
/// beginnings.
package final class SimulatedStore: Store {
  /// The disk that holds the contents.
  package let disk: SimulatedDisk
  /// How the store serves its process.
  package let settings: StoreSettings
  /// Whether the process has ended.
  @exclusivity(unchecked) package private(set) var isFenced = false

  @exclusivity(unchecked) private var pool: ConnectionPool
  @exclusivity(unchecked) private var open: [SimulatedTransaction] = []
  /// The disk that follows this one now, if one does.
  @exclusivity(unchecked) package var followingDisk: () -> SimulatedDisk? = { nil }
  @exclusivity(unchecked) private var follower: SimulatedStore?

  /// Opens a disk's contents for a process; what an earlier process left half-done is cleared up.
  ///
  /// - Parameter recovers: false where others use the disk at the same time.
  package init(
    disk: SimulatedDisk, settings: StoreSettings = StoreSettings(), recovers: Bool = true
  ) {
    self.disk = disk
    self.settings = settings
    pool = ConnectionPool(limit: settings.connections)
    if recovers { disk.recover() }
  }

  var simulation: Simulation { disk.simulation }

  /// Which task waits for a lock, and which one holds it.
  var lockWaits: [(waiter: Suspension, row: String, holder: SimulationTask?)] {
    open.flatMap(\.waits).map { ($0.suspension, $0.row.text, $0.row.owner?.task) }
  }

  /// The tasks that hold a connection.
  var holders: [SimulationTask] { open.compactMap(\.task) }

  /// How many transactions hold a connection.
  package var connectionsInUse: Int { pool.inUse }

  package func begin(
    _ options: TransactionOptions
  ) async throws(StoreError) -> any StoreTransaction {
    if isFenced { throw SimulatedStore.processEnded }
    if options.source == .replica, let follower = currentFollower() {
      return try await follower.begin(TransactionOptions(isolation: options.isolation))
    }
    if disk.isAway { throw StoreError(.poolExhausted, "\(disk.name) is away") }
    if !pool.take() { try await waitForConnection() }
    let transaction = SimulatedTransaction(
      store: self, isolation: options.isolation ?? settings.isolation)
    transaction.openIndex = open.count
    open.append(transaction)
    return transaction
  }

  /// A store that reads the disk which follows this one now.
  private func currentFollower() -> SimulatedStore? {
    guard let disk = followingDisk() else { return nil }
    if let follower, follower.disk === disk { return follower }
    follower?.fence()
    var settings = settings
    settings.isReadOnly = true
    let store = SimulatedStore(disk: disk, settings: settings, recovers: false)
    follower = store
    return store
  }

  /// Cuts the process off: whatever it still asks of the store fails and changes nothing.
  ///
  /// Waiting operations fail at once; locks and connections of open transactions come free.
  package func fence() {
    guard !isFenced else { return }
    isFenced = true
    follower?.fence()
    for waiter in pool.dismissWaiters() { simulation.wake(waiter.suspension, .processEnded) }
    guard !open.isEmpty else { return disk.abandon([]) }
    let transactions = open.sorted { $0.number < $1.number }
    disk.abandon(transactions)
    for transaction in transactions {
      transaction.abort(SimulatedStore.processEnded, wake: .processEnded)
    }
    precondition(open.isEmpty, "\(open.count) transactions are open after the fence, expected 0")
  }

  /// Breaks every connection and undoes what was not committed.
  ///
  /// Who was committing does not learn whether that was done.
  package func breakConnections() {
    let transactions = open.sorted { $0.number < $1.number }
    disk.abandon(transactions)
    let error = StoreError(.closed, "the connection to \(disk.name) broke")
    for transaction in transactions { transaction.abort(error, wake: .resumed) }
  }

  /// Takes an ended transaction off the books and passes its connection on.
  func close(_ transaction: SimulatedTransaction) {
    let index = transaction.openIndex
    precondition(
      open[index] === transaction, "transaction \(transaction.number) is not at \(index)")
    let last = open.removeLast()
    if last !== transaction {
      open[index] = last
      last.openIndex = index
    }
    if let next = pool.giveBack() { simulation.wake(next.suspension, .resumed) }
  }

  private func waitForConnection() async throws(StoreError) {
    let waiter = ConnectionPool.Waiter(simulation.openSuspension(.connection))
    pool.enqueue(waiter)
    if let timeout = settings.connectionTimeout {
      simulation.scheduleTimer(waiter.suspension, at: simulation.now + timeout)
    }
    let wake = await simulation.wait(for: waiter.suspension)
    if isFenced { throw SimulatedStore.processEnded }
    if waiter.isGranted { return }
    pool.remove(waiter)
    if wake == .cancelled { throw SimulatedStore.cancelled("a connection") }
    throw StoreError(
      .poolExhausted, "no connection of \(pool.inUse) came free in \(timeoutText)")
  }

  private var timeoutText: String { settings.connectionTimeout?.text ?? "time" }

  static let processEnded = StoreError(.closed, "the process of this store has ended")

  static func cancelled(_ what: String) -> StoreError {
    StoreError(.closed, "the task was cancelled while it waited for \(what)")
  }
}
