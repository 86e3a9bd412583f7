import ServiceRuntime

/// What a serializable transaction has read: rows, and ranges for scans and absent keys.
struct ReadSet {
  private var rows: [Row] = []
  private var ranges: [(table: TableName, range: ScannedRange)] = []

  mutating func note(_ row: Row) {
    rows.append(row)
  }

  mutating func note(_ table: TableName, _ range: ScannedRange) {
    ranges.append((table, range))
  }

  /// The first row among those read that a later change has touched.
  ///
  /// A row that appeared and vanished again counts as untouched: reading nothing there is right
  /// before and after.
  func firstChange(after snapshot: UInt64, in database: Database) -> Row? {
    if let row = rows.first(where: { $0.stamp > snapshot }) { return row }
    for (name, range) in ranges {
      var changed: Row?
      database.table(name)?.visit(range) { row in
        if row.stamp > snapshot { changed = row }
        return changed == nil
      }
      if let changed { return changed }
    }
    return nil
  }
}
