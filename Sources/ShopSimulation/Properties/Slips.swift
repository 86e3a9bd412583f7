/// The records of one table that belong to one thing, in order of hosts and keys.
struct Slips<Value>: RandomAccessCollection {
  private var entries: [(place: RecordPlace, value: Value)] = []

  /// Where the first of them is kept; nothing where there are none.
  var firstPlace: RecordPlace? { entries.first?.place }

  /// Puts a record where it belongs, in the place of what was kept there.
  mutating func put(_ value: Value?, at place: RecordPlace) {
    let position = entries.firstIndex { $0.place >= place } ?? entries.count
    if position < entries.count, entries[position].place == place {
      entries.remove(at: position)
    }
    if let value { entries.insert((place, value), at: position) }
  }

  var startIndex: Int { entries.startIndex }
  var endIndex: Int { entries.endIndex }
  subscript(position: Int) -> Value { entries[position].value }
}
