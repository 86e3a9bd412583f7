/// Where a record is kept: table, host and key.
struct RecordPlace: Hashable, Comparable {
  let table: UInt64
  let host: Int32
  let key: String

  static func < (first: RecordPlace, second: RecordPlace) -> Bool {
    if first.host != second.host { return first.host < second.host }
    return first.key < second.key
  }
}
