import ServiceRuntime

/// The rows of a table in order of their keys, in chunks so that insertion moves few of them.
///
/// Rows are put in order when somebody asks for a range: many tables are only asked for keys.
final class MemoryTable {
  let name: TableName
  @exclusivity(unchecked) private var chunks: [[MemoryRow]] = []
  /// Rows that are not in order yet; some may have been taken out since.
  @exclusivity(unchecked) private var loose: [MemoryRow] = []
  /// The same rows, for whoever knows the key.
  @exclusivity(unchecked) private var rows: [String: MemoryRow] = [:]

  private static let longestChunk = 256

  init(_ name: TableName) {
    self.name = name
  }

  var count: Int { rows.count }

  /// The row of a key, if there is one.
  func row(_ key: String) -> MemoryRow? { rows[key] }

  /// Makes the row of a key that has none.
  func makeRow(_ key: String) -> MemoryRow {
    let row = MemoryRow(name, key)
    let former = rows.updateValue(row, forKey: key)
    precondition(former == nil, "\(name) has a row \(key), expected none")
    loose.append(row)
    return row
  }

  /// Takes a row out; nothing happens where it is not in.
  func remove(_ row: MemoryRow) {
    guard rows[row.key] === row else { return }
    rows[row.key] = nil
    if let place = place(of: row.key), holds(row, at: place) {
      chunks[place.chunk].remove(at: place.index)
      if chunks[place.chunk].isEmpty { chunks.remove(at: place.chunk) }
    } else if loose.count > 2 * rows.count + Self.longestChunk {
      loose.removeAll { rows[$0.key] !== $0 }
    }
  }

  /// Shows the rows of a range in order of keys, until the body has seen enough.
  func visit(_ range: KeyRange, _ body: (MemoryRow) -> Bool) {
    putInOrder()
    guard let first = range.lower.map({ place(of: $0) }) ?? start else { return }
    var index = first.index
    for chunk in chunks[first.chunk...] {
      while index < chunk.count {
        if let upper = range.upper, chunk[index].key >= upper { return }
        guard body(chunk[index]) else { return }
        index += 1
      }
      index = 0
    }
  }

  private func putInOrder() {
    guard !loose.isEmpty else { return }
    for row in loose where rows[row.key] === row { insert(row) }
    loose.removeAll()
  }

  private func insert(_ row: MemoryRow) {
    guard let place = place(of: row.key) else { return chunks = [[row]] }
    chunks[place.chunk].insert(row, at: place.index)
    if chunks[place.chunk].count > Self.longestChunk { split(place.chunk) }
  }

  /// Where a row is, or would have to be.
  private struct Place {
    var chunk: Int
    var index: Int
  }

  private var start: Place? { chunks.isEmpty ? nil : Place(chunk: 0, index: 0) }

  /// Where a key is, or where it would have to be; nothing in an empty table.
  private func place(of key: String) -> Place? {
    guard !chunks.isEmpty else { return nil }
    let after = partition(chunks.count) { chunks[$0][0].key <= key }
    let chunk = max(after - 1, 0)
    let index = partition(chunks[chunk].count) { chunks[chunk][$0].key < key }
    return Place(chunk: chunk, index: index)
  }

  private func holds(_ row: MemoryRow, at place: Place) -> Bool {
    place.index < chunks[place.chunk].count && chunks[place.chunk][place.index] === row
  }

  /// How many of so many places come first for which something holds.
  private func partition(_ count: Int, _ holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func split(_ chunk: Int) {
    let half = chunks[chunk].count / 2
    chunks.insert(Array(chunks[chunk][half...]), at: chunk + 1)
    chunks[chunk].removeLast(chunks[chunk].count - half)
  }
}
