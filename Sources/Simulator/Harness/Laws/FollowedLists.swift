import Checking
import Primitives
import ServiceRuntime
import World

/// The lists of a system whose changes are kept, from the first time that a law asks for them.
final class FollowedLists {
  @exclusivity(unchecked) private var lists: [List] = []
  @exclusivity(unchecked) private var tables: [FollowedTable] = []
  @exclusivity(unchecked) private var operations: List?
  @exclusivity(unchecked) private var spans: List?
  @exclusivity(unchecked) private var feeds: [ChangeFeed] = []
  /// Lists with changes that their gauges have not taken in, or with moves that nobody heard of.
  @exclusivity(unchecked) private var touched: [List] = []

  /// A table that is followed, found by its words without a look at anything else.
  private struct FollowedTable {
    let table: UInt64
    let service: UInt64
    let follower: ListFollower
    let list: List
  }

  /// A list with its name in expressions and what laws call it who read it.
  private final class List {
    let path: String
    let subject: Subject
    let log: ListLog

    init(_ path: String, _ subject: Subject, _ log: ListLog) {
      self.path = path
      self.subject = subject
      self.log = log
    }
  }

  /// Keeps a feed of changes up to date from here on.
  func add(_ feed: ChangeFeed) { feeds.append(feed) }

  /// Told of a change of committed contents.
  func note(_ change: DatabaseChange, on host: Host) {
    let (table, service) = (change.table.word, host.service.word)
    for number in tables.indices
    where tables[number].table == table && tables[number].service == service {
      tables[number].follower.note(change, on: host)
      touch(tables[number].list)
    }
    for feed in feeds { feed.note(change, on: host) }
  }

  /// Told that an operation has begun or ended.
  func noteOperation(_ number: Int, _ record: @autoclosure () -> OperationRecord) {
    guard let operations else { return }
    if number == operations.log.count {
      operations.log.append(record())
    } else {
      operations.log.replace(number, by: record())
    }
    touch(operations)
  }

  /// Told that a span has begun or ended.
  func noteSpan(_ number: Int, _ span: SpanRecord) {
    guard let spans else { return }
    if number == spans.log.count {
      spans.log.append(span)
    } else {
      spans.log.replace(number, by: span)
    }
    touch(spans)
  }

  private func touch(_ list: List) {
    if !list.log.isSettled, touched.last !== list { touched.append(list) }
  }

  /// Brings all gauges up to date and says whether one has moved that nobody was told of yet.
  func settle() -> Bool {
    if touched.isEmpty { return false }
    for list in touched { list.log.settle() }
    forgetSettled()
    return !touched.isEmpty
  }

  /// Tells a monitor which gauges have moved since this was called last.
  func announce(to monitor: inout PropertyMonitor<SystemView>) {
    for list in touched {
      list.log.forEachMoved { gauge in
        if gauge.key == nil {
          gauge.key = monitor.key(of: Subject(list.subject.name, part: gauge.recipe.name))
        }
        if let key = gauge.key { monitor.changed(key) }
      }
    }
    forgetSettled()
  }

  private func forgetSettled() {
    if touched.allSatisfy({ $0.log.isSettled }) {
      touched.removeAll(keepingCapacity: true)
    } else {
      touched.removeAll { $0.log.isSettled }
    }
  }

  /// Whether the changes of a list are kept, as far as some fields of its elements go.
  static func keep(_ path: String, reading fields: [String], _ words: SystemWords) -> Bool {
    switch path {
    case "operations":
      // An operation that lasts takes longer by the moment, and is sent again unheard.
      !fields.contains("took") && !fields.contains("attempts")
    case "spans": true
    default: words.observation(path) != nil
    }
  }

  /// The list of a path; nothing for one whose elements change without a word.
  func log(of path: String, reading fields: [String], in system: SystemEnvironment) -> ListLog? {
    guard FollowedLists.keep(path, reading: fields, system.words) else { return nil }
    if let known = lists.first(where: { $0.path == path }) { return known.log }
    let list: List
    switch path {
    case "operations":
      list = List(path, SystemView.operationsSubject, ListLog(at: system.view.moment))
      for operation in system.view.operations { list.log.append(system.record(of: operation)) }
      operations = list
    case "spans":
      list = List(path, SystemView.spansSubject, ListLog(at: system.view.moment))
      for span in system.view.spans { list.log.append(span) }
      spans = list
    default:
      guard let (service, observation) = system.words.observation(path) else { return nil }
      let follower = ListFollower(observation, of: service, in: system.view)
      list = List(path, SystemView.subject(observation.table, in: service), follower.log)
      tables.append(
        FollowedTable(
          table: observation.table.word, service: service.word, follower: follower, list: list))
    }
    lists.append(list)
    return list.log
  }
}
