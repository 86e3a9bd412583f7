import Checking
import Primitives
import ServiceRuntime
import World

/// The lists of a system whose changes are kept, from the first time that a law asks for them.
final class FollowedLists {
  private var lists: [List] = []
  private var tables: [ListFollower] = []
  private var operations: ListLog?
  private var spans: ListLog?
  private var feeds: [ChangeFeed] = []

  /// A list with its name in expressions and what laws call it who read it.
  private struct List {
    let path: String
    let subject: Subject
    let log: ListLog
  }

  /// Keeps a feed of changes up to date from here on.
  func add(_ feed: ChangeFeed) { feeds.append(feed) }

  /// Told of a change of committed contents.
  func note(_ change: DatabaseChange, on host: Host) {
    for table in tables where table.follows(change.table, on: host) { table.note(change, on: host) }
    for feed in feeds { feed.note(change, on: host) }
  }

  /// Told that an operation has begun or ended.
  func noteOperation(_ number: Int, _ record: @autoclosure () -> OperationRecord) {
    guard let operations else { return }
    if number == operations.count {
      operations.append(record())
    } else {
      operations.replace(number, by: record())
    }
  }

  /// Told that a span has begun or ended.
  func noteSpan(_ number: Int, _ span: SpanRecord) {
    guard let spans else { return }
    if number == spans.count {
      spans.append(span)
    } else {
      spans.replace(number, by: span)
    }
  }

  /// Brings all gauges up to date and says whether one has moved that nobody was told of yet.
  func settle() -> Bool {
    var hasMoved = false
    for list in lists {
      list.log.settle()
      hasMoved = hasMoved || list.log.hasMoved
    }
    return hasMoved
  }

  /// Tells a monitor which gauges have moved since this was called last.
  func announce(to monitor: inout PropertyMonitor<SystemView>) {
    for list in lists where list.log.hasMoved {
      list.log.forEachMoved { gauge in
        if gauge.key == nil {
          gauge.key = monitor.key(of: Subject(list.subject.name, part: gauge.recipe.name))
        }
        if let key = gauge.key { monitor.changed(key) }
      }
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
    let log: ListLog
    let subject: Subject
    switch path {
    case "operations":
      log = ListLog(at: system.view.moment)
      for operation in system.view.operations { log.append(system.record(of: operation)) }
      operations = log
      subject = SystemView.operationsSubject
    case "spans":
      log = ListLog(at: system.view.moment)
      for span in system.view.spans { log.append(span) }
      spans = log
      subject = SystemView.spansSubject
    default:
      guard let (service, observation) = system.words.observation(path) else { return nil }
      let follower = ListFollower(observation, of: service, in: system.view)
      tables.append(follower)
      log = follower.log
      subject = SystemView.subject(observation.table, in: service)
    }
    lists.append(List(path: path, subject: subject, log: log))
    return log
  }
}
