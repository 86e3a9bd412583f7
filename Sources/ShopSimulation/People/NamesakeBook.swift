import Harness
import Primitives
import ServiceRuntime
import World

/// The entries of a table by a name that no two of them may share, kept up to date by changes.
///
/// A law that asks it looks at what has changed only, so that a table of many entries costs no
/// more for each commit than a table of few.
final class NamesakeBook<Value: StoredValue> {
  private let table: Table<Value>
  private let name: (Value) -> String
  private let feed: ChangeFeed
  private var groups: [String: Slips<Value>] = [:]
  private var names: [RecordPlace: String] = [:]

  private init(
    _ table: Table<Value>, in service: ServiceName, of view: SystemView,
    by name: @escaping (Value) -> String
  ) {
    self.table = table
    self.name = name
    feed = view.follow([(service, table.name)])
  }

  /// Two entries that share a name, of those that have changed since a law asked last.
  ///
  /// - Parameters:
  ///   - law: the one law that asks; each has a book of its own.
  ///   - name: what no two entries may share.
  /// - Returns: the first two of that name in order of hosts and keys; nothing where no changed
  ///   entry has a namesake.
  static func namesakes(
    for law: String, among table: Table<Value>, in service: ServiceName, of view: SystemView,
    by name: @escaping (Value) -> String
  ) -> (first: Value, second: Value)? {
    let book = view.kept(law) { NamesakeBook(table, in: service, of: view, by: name) }
    let changed = OrderedSet(book.feed.take().compactMap { book.take($0) })
    for name in changed {
      guard let group = book.groups[name], group.count > 1 else { continue }
      return (group[0], group[1])
    }
    return nil
  }

  /// Puts a changed entry among those of its name, and says which name that is.
  private func take(_ entry: ChangeFeed.Entry) -> String? {
    let place = RecordPlace(table: table.name.word, host: entry.host.index, key: entry.key)
    let value = entry.value(of: table)
    let owner = value.map(name)
    if let last = names[place], last != owner {
      groups[last]?.put(nil, at: place)
      if groups[last]?.isEmpty == true { groups[last] = nil }
    }
    names[place] = owner
    if let owner { groups[owner, default: Slips()].put(value, at: place) }
    return owner
  }
}
