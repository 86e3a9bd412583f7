import Engine
import ServiceRuntime

/// An operation that waits for the lock on a row.
final class LockWaiter {
  let transaction: SimulatedTransaction
  let row: Row
  let suspension: Suspension
  /// What has become of it, which decides; the wake may have come from a timer.
  var outcome = Outcome.waiting

  /// What has become of a wait.
  enum Outcome {
    case waiting
    case granted
    case failed(StoreError)
  }

  init(_ transaction: SimulatedTransaction, _ row: Row, _ suspension: Suspension) {
    self.transaction = transaction
    self.row = row
    self.suspension = suspension
  }
}

extension Row {
  /// Makes a transaction the owner of the free lock.
  func giveLock(to transaction: SimulatedTransaction) {
    precondition(owner == nil, "the lock on \(text) is held and was to be given away")
    owner = transaction
    heldIndex = transaction.held.count
    transaction.held.append(SimulatedTransaction.HeldRow(row: self))
  }

  /// Frees the lock and hands it to whoever has waited longest.
  func releaseLock(_ simulation: Simulation) {
    owner = nil
    heldIndex = -1
    guard !waiters.isEmpty else { return }
    let next = waiters.removeFirst()
    giveLock(to: next.transaction)
    next.outcome = .granted
    next.transaction.waits.removeAll { $0 === next }
    simulation.wake(next.suspension, .resumed)
  }
}
