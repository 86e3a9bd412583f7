import Engine
import Primitives
package import ServiceRuntime

/// What crashes take from a disk, and what is put on it from outside.
extension SimulatedDisk {
  /// Does to the contents what a crash of the host does, recovery included.
  ///
  /// Loses what was not synced, unless the profile keeps it; a lying sync loses what it claimed.
  /// Where the crash tears, commits that came before stay and some records of the next one.
  /// Stores on the disk must have been fenced.
  package func crash() {
    resolve(unsynced)
    unsynced = []
  }

  /// Brings what ended processes left unsynced to an end; a store does this when it opens.
  func recover() {
    guard !unsynced.isEmpty else { return }
    let left = unsynced.filter { !$0.isVisible }
    guard !left.isEmpty else { return }
    resolve(left)
    unsynced.removeAll { !$0.isVisible }
  }

  /// Empties the disk.
  package func wipe() {
    unsynced = []
    let all = database.tableNames.flatMap { table in
      database.records(of: table).map { (table: table, key: $0.key, record: StoredRecord?.none) }
    }
    let changes = database.force(all, cause: .wiped)
    recordLoss(changes, "was wiped with \(name)")
  }

  /// Puts a backup in the place of the contents; it is synced and visible at once.
  ///
  /// - Returns: how many records became others.
  @discardableResult
  package func restore(_ backup: Backup) -> Int {
    unsynced = []
    var wanted: [(table: TableName, key: String, record: StoredRecord?)] = []
    var kept: Set<String> = []
    for table in backup.tables {
      for (key, record) in table.records {
        kept.insert("\(table.name)/\(key)")
        guard database.table(table.name)?.row(key)?.record !== record else { continue }
        wanted.append((table.name, key, record))
      }
    }
    for table in database.tableNames {
      for (key, _) in database.records(of: table) where !kept.contains("\(table)/\(key)") {
        wanted.append((table, key, nil))
      }
    }
    let changes = database.force(wanted, cause: .restored)
    recordRecovery(changes, "restored the backup of \(backup.instant)")
    return changes.count
  }

  /// Damages a stored record, so that reads find that it does not match its checksum.
  ///
  /// Writing the key again repairs it.
  ///
  /// - Returns: whether there was a record to damage.
  @discardableResult
  package func damage(_ table: TableName, _ key: String) -> Bool {
    guard let row = database.table(table)?.row(key), row.record != nil else { return false }
    row.isDamaged = true
    return true
  }
}

extension SimulatedDisk {
  /// Decides which unsynced commits stay, which go, and which is torn.
  private func resolve(_ commits: [UnsyncedCommit]) {
    guard !commits.isEmpty else { return }
    crashes += 1
    guard profile.losesUnsynced else {
      for commit in commits where !commit.isVisible { keep(commit.changes) }
      return
    }
    var survivors = 0
    let isTorn = chance.happens(faults.tornWrites ?? profile.tornWrites, .tornWrite, crashes)
    var place = chance.stream(.tornPlace, crashes)
    if isTorn { survivors = Int(place.below(UInt64(commits.count))) }
    for commit in commits[..<survivors] where !commit.isVisible { keep(commit.changes) }
    lose(commits[survivors...])
    if isTorn { tear(commits[survivors], &place) }
  }

  /// A crash that came after all had been written: the commit is there, though nobody was told.
  private func keep(_ changes: [DatabaseChange]) {
    recordRecovery(
      database.force(changes.map { ($0.table, $0.key, $0.new) }, cause: .recovered),
      "recovered what was written before the crash")
  }

  /// Takes back what had become visible; the oldest record of each key is the one to return to.
  private func lose(_ commits: ArraySlice<UnsyncedCommit>) {
    for commit in commits {
      fired(.unsyncedLost)
      recordLoss(commit.changes, "was not synced when \(name) crashed")
    }
    let visible = commits.filter(\.isVisible).flatMap(\.changes)
    _ = database.force(visible.map { ($0.table, $0.key, $0.old) }, cause: .lost)
  }

  /// Leaves the first records of a commit, all but one at most, for recovery to notice or not.
  private func tear(_ commit: UnsyncedCommit, _ place: inout RandomStream) {
    fired(.tornCommit)
    guard commit.changes.count > 1, !profile.detectsTornCommits else {
      recordRecovery(commit.changes, "found a commit torn and rolled it back")
      return
    }
    let left = 1 + Int(place.below(UInt64(commit.changes.count - 1)))
    let part = commit.changes[..<left].map { (table: $0.table, key: $0.key, record: $0.new) }
    let changes = database.force(part, cause: .torn)
    recordRecovery(changes, "left \(left) of \(commit.changes.count) records of a torn commit")
  }

  /// Puts lost changes into trace and digest.
  func recordLoss(_ changes: [DatabaseChange], _ reason: String) {
    record(.commitLost, changes, reason)
  }

  private func recordRecovery(_ changes: [DatabaseChange], _ what: String) {
    record(.recovered, changes, what)
  }

  private func record(_ kind: TraceKind, _ changes: [DatabaseChange], _ detail: String) {
    guard !changes.isEmpty else { return }
    simulation.withDigest { digest in
      for change in changes {
        digest.combine(change.table.word)
        digest.combine(change.key)
        digest.combine(change.new != nil)
        change.new?.fingerprint(into: &digest)
      }
    }
    simulation.record(
      kind, at: place, value: UInt64(changes.count),
      text: changes.map(\.text).joined(separator: ", "), detail: detail)
  }
}
