import Checking
import Primitives
import ServiceRuntime
import World

/// An observed table as a list that remembers which of its entries have changed.
final class ListFollower {
  /// The entries.
  let log = ListLog()
  private let service: ServiceName
  private let observation: Observation
  /// Where each entry stands in the list, by the host's name and the key.
  private var positions: [String: [String: Int]] = [:]

  /// A follower of a table, which begins with what is in it now.
  init(_ observation: Observation, of service: ServiceName, in view: SystemView) {
    self.service = service
    self.observation = observation
    for entry in view.entries(of: observation, in: service) {
      positions[entry.host, default: [:]][entry.key] = log.append(entry)
    }
  }

  /// Told of a change of committed contents.
  func note(_ change: DatabaseChange, on host: Host) {
    guard change.table.word == observation.table.word, host.service == service else { return }
    let entry = change.new.map { observation.entry($0, key: change.key, host: host.name) }
    if let position = positions[host.name]?[change.key] {
      log.replace(position, by: entry)
    } else if let entry {
      positions[host.name, default: [:]][change.key] = log.append(entry)
    }
  }
}

/// The lists of a system whose changes are kept, from the first time that a law asks for them.
struct FollowedLists {
  private var tables: [(path: String, follower: ListFollower)] = []
  private var operations: ListLog?
  private var spans: ListLog?
  private var feeds: [ChangeFeed] = []

  mutating func add(_ feed: ChangeFeed) { feeds.append(feed) }

  /// Told of a change of committed contents.
  func note(_ change: DatabaseChange, on host: Host) {
    for (_, follower) in tables { follower.note(change, on: host) }
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

  /// The list of a path; nothing for one whose elements change without a word.
  mutating func log(of path: String, reading fields: [String], in system: SystemEnvironment)
    -> ListLog?
  {
    switch path {
    case "operations":
      // An operation that lasts takes longer by the moment, and is sent again unheard.
      if fields.contains("took") || fields.contains("attempts") { return nil }
      if let operations { return operations }
      let log = ListLog()
      for operation in system.view.operations { log.append(system.record(of: operation)) }
      operations = log
      return log
    case "spans":
      if let spans { return spans }
      let log = ListLog()
      for span in system.view.spans { log.append(span) }
      spans = log
      return log
    default:
      if let known = tables.first(where: { $0.path == path }) { return known.follower.log }
      guard let (service, observation) = system.words.observation(path) else { return nil }
      let follower = ListFollower(observation, of: service, in: system.view)
      tables.append((path, follower))
      return follower.log
    }
  }
}
