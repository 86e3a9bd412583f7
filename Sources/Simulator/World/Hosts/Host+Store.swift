package import Engine
import Primitives

/// What happens to the store of a host as a whole.
extension Host {
  /// Has a replica follow the disk, to take over when the primary fails.
  package func follow(behind lag: Distribution) {
    guard storeHost === self else { return storeHost.follow(behind: lag) }
    replicaLag = lag
    if let replica {
      replica.follow(behind: lag)
      return
    }
    replicaCount += 1
    let name = "\(name)-replica" + (replicaCount == 1 ? "" : "-\(replicaCount)")
    let follower = SimulatedDisk(
      simulation: cluster.simulation, place: index, name: name, profile: settings.disk)
    replica = Replica(of: disk, on: follower, lag: lag)
  }

  /// Takes the primary away for a time; then what had arrived at the replica is there again.
  ///
  /// Connections break at once and no new ones can be made meanwhile. What had not arrived is
  /// lost, however durable it was. A replica follows again when it is over.
  ///
  /// - Returns: how many changes were lost.
  /// - Precondition: a replica follows.
  @discardableResult
  package func failOver(for duration: Duration) -> Int {
    guard storeHost === self else { return storeHost.failOver(for: duration) }
    guard let former = replica else {
      preconditionFailure("\(name) has no replica to fail over to, one was expected")
    }
    replica = nil
    disk.isAway = true
    breakConnections()
    let lost = former.promote()
    cluster.simulation.schedule(at: cluster.simulation.now + duration, priority: .fault) { [self] in
      disk.restore(former.disk.database.backup())
      disk.isAway = false
      follow(behind: replicaLag)
    }
    return lost
  }

  /// Sets the contents of the disk aside.
  package func backUp() {
    guard storeHost === self else { return storeHost.backUp() }
    backups.append(disk.database.backup())
  }

  /// Puts the latest contents that were set aside back; connections break.
  ///
  /// - Returns: whether any had been set aside.
  @discardableResult
  package func restoreBackup() -> Bool {
    guard storeHost === self else { return storeHost.restoreBackup() }
    guard let backup = backups.last else { return false }
    breakConnections()
    disk.restore(backup)
    return true
  }

  /// Breaks the connections of every process that uses the store.
  private func breakConnections() {
    for host in storeSharers { host.process?.store.breakConnections() }
  }
}
