import Engine
import Primitives
import ServiceRuntime

extension SimulatedTransaction {
  /// Takes the lock on a row, waiting for it where another transaction holds it.
  ///
  /// - Throws: `deadlock` or `lockTimeout`, after which the transaction has been rolled back.
  func acquire(_ row: Row) async throws(StoreError) {
    if row.owner === self { return }
    if row.owner != nil, store.settings.detectsDeadlocks { try breakDeadlocks(over: row) }
    guard row.owner != nil else {
      database.readmitIfDiscarded(row)
      row.giveLock(to: self)
      return
    }
    try await waitForLock(on: row)
    try requireActive()
  }

  private func waitForLock(on row: Row) async throws(StoreError) {
    let simulation = store.simulation
    let waiter = LockWaiter(self, row, simulation.openSuspension(.lock))
    row.waiters.append(waiter)
    waits.append(waiter)
    simulation.record(
      .lockWaited, at: store.disk.place, subject: number, value: row.owner?.number ?? 0,
      text: "\(text) waits for \(row.text), held by transaction \(row.owner?.number ?? 0)")
    let timeout = store.settings.lockTimeout
    if let timeout { simulation.scheduleTimer(waiter.suspension, at: simulation.now + timeout) }
    let wake = await simulation.wait(for: waiter.suspension)
    switch waiter.outcome {
    case .granted:
      return
    case .failed(let error):
      throw error
    case .waiting:
      let error =
        wake == .cancelled
        ? SimulatedStore.cancelled("a lock")
        : StoreError(
          .lockTimeout, "the lock on \(row.text) did not come free in \(timeout?.text ?? "time")")
      abort(error, wake: .resumed)
      throw error
    }
  }

  /// Gives up the youngest transaction of each circle that waiting for this row would close.
  private func breakDeadlocks(over row: Row) throws(StoreError) {
    while let owner = row.owner {
      database.searches += 1
      var circle: [SimulatedTransaction] = [self]
      guard owner.waitsFor(self, search: database.searches, &circle) else { return }
      let victim = circle.reduce(self) { $0.number > $1.number ? $0 : $1 }
      let numbers = circle.map { "\($0.number)" }.joined(separator: ", ")
      let error = StoreError(
        .deadlock, "transactions \(numbers) wait for each other; \(victim.number) gives way")
      victim.abort(error, wake: .resumed)
      if victim === self { throw error }
    }
  }

  /// Whether this transaction waits, through any number of others, for the given one; if so, the
  /// transactions on the way are appended.
  private func waitsFor(
    _ goal: SimulatedTransaction, search: UInt64, _ path: inout [SimulatedTransaction]
  ) -> Bool {
    if self === goal { return true }
    guard lastSearch != search else { return false }
    lastSearch = search
    path.append(self)
    for waiter in waits {
      if let owner = waiter.row.owner, owner.waitsFor(goal, search: search, &path) { return true }
    }
    path.removeLast()
    return false
  }
}
