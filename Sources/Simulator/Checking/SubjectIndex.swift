/// Which laws read which subject, as one row of bits a subject.
///
/// Announcing a change is then a handful of word operations, however many laws there are.
struct SubjectIndex {
  private var keys: [Subject: Int] = [:]
  private let rows: [BitSet]
  private let isAnythingRead: Bool

  /// The index of laws by what each of them reads.
  init(_ reads: [[Subject]]) {
    let everywhere = reads.indices.filter { reads[$0].contains(.anything) }
    var common = BitSet(capacity: reads.count)
    for law in everywhere { common.insert(law) }
    var rows = [common]
    for (law, subjects) in reads.enumerated() {
      for subject in subjects where subject != .anything {
        if keys[subject] == nil {
          keys[subject] = rows.count
          rows.append(common)
        }
        rows[keys[subject, default: 0]].insert(law)
      }
    }
    self.rows = rows
    isAnythingRead = !everywhere.isEmpty
  }

  /// The key of a subject, or nothing when no law reads it.
  func key(of subject: Subject) -> SubjectKey? {
    if let index = keys[subject] { return SubjectKey(index: index) }
    return isAnythingRead ? SubjectKey(index: 0) : nil
  }

  /// Whether some law reads a subject or a part of it.
  func isRead(_ subject: Subject) -> Bool {
    isAnythingRead || keys.keys.contains { $0.name == subject.name }
  }

  /// Adds the readers of a subject to a set.
  func mark(_ key: SubjectKey, in set: inout BitSet) {
    set.formUnion(rows[key.index])
  }
}
