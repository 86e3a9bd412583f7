import ServiceRuntime

/// The rows of one table: a dictionary for look-ups, and sorted rows for scans.
///
/// The dictionary is never iterated. New rows are gathered and sorted in when somebody scans, so
/// that a workload of point accesses never pays for order.
final class TableContents {
  let name: TableName
  /// How many keys have a committed record.
  @exclusivity(unchecked) var count = 0
  @exclusivity(unchecked) private var rows: [String: Row] = [:]
  @exclusivity(unchecked) private var sorted: [Row] = []
  @exclusivity(unchecked) private var added: [Row] = []
  @exclusivity(unchecked) private var discarded = 0

  init(_ name: TableName) {
    self.name = name
  }

  func row(_ key: String) -> Row? { rows[key] }

  /// Adds a row without a record.
  ///
  /// - Precondition: the key has no row.
  func makeRow(_ key: String) -> Row {
    let row = Row(key: key, table: self)
    let former = rows.updateValue(row, forKey: key)
    precondition(former == nil, "\(row.text) has a row already, another was to be made")
    added.append(row)
    return row
  }

  /// Takes a row out.
  func discard(_ row: Row) {
    precondition(row.isUnused && !row.isDiscarded, "\(row.text) is in use and was to be discarded")
    rows[row.key] = nil
    row.isDiscarded = true
    discarded += 1
  }

  /// Puts a row back that was taken out at this instant, before any scan.
  func readmit(_ row: Row) {
    precondition(rows[row.key] == nil, "\(row.text) has another row and was to be readmitted")
    rows[row.key] = row
    row.isDiscarded = false
    discarded -= 1
  }

  /// Visits the rows of a range in order of keys until the body has seen enough.
  func visit(_ range: ScannedRange, _ body: (Row) -> Bool) {
    sortIn()
    var position = range.lower.map { firstPosition(notBefore: $0) } ?? 0
    while position < sorted.count {
      let row = sorted[position]
      if range.ends(before: row.key) { return }
      if !row.isDiscarded, !body(row) { return }
      position += 1
    }
  }

  private func firstPosition(notBefore key: String) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func sortIn() {
    if discarded > 16, discarded > sorted.count / 2 {
      sorted.removeAll { $0.isDiscarded }
      added.removeAll { $0.isDiscarded }
      discarded = 0
    }
    guard !added.isEmpty else { return }
    if added.count <= 8 {
      for row in added { sorted.insert(row, at: firstPosition(notBefore: row.key)) }
    } else {
      sorted = TableContents.merge(sorted, added.sorted { $0.key < $1.key })
    }
    added.removeAll(keepingCapacity: true)
  }

  private static func merge(_ left: [Row], _ right: [Row]) -> [Row] {
    var merged: [Row] = []
    merged.reserveCapacity(left.count + right.count)
    var position = 0
    for row in right {
      while position < left.count, left[position].key < row.key {
        merged.append(left[position])
        position += 1
      }
      merged.append(row)
    }
    merged.append(contentsOf: left[position...])
    return merged
  }
}

/// A range of keys that a scan has covered.
struct ScannedRange {
  /// The least key that belongs to it; nothing means from the first.
  var lower: String?
  /// The key where it ends; nothing means to the last.
  var upper: String?
  /// Whether the upper key belongs to it.
  var includesUpper = false

  init(_ range: KeyRange) {
    lower = range.lower
    upper = range.upper
  }

  /// The range of one key.
  init(only key: String) {
    lower = key
    upper = key
    includesUpper = true
  }

  func ends(before key: String) -> Bool {
    guard let upper else { return false }
    return includesUpper ? key > upper : key >= upper
  }
}
