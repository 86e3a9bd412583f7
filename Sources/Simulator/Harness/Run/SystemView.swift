public import Checking
import Engine
public import Primitives
public import ServiceRuntime
package import World

/// The state of a whole system, as laws look at it: committed records, processes, clients.
///
/// Looking changes nothing and is seen by nobody. What a process keeps only in memory is not part
/// of it, since a crash would take it away.
public final class SystemView {
  /// The hosts, links and disks.
  package let cluster: Cluster
  /// What the clients asked for and what came of it.
  public var operations: [ClientOperation] { clients?.operations ?? [] }
  /// The events of the trace at which each operation began and ended; empty below the full level.
  package internal(set) var operationEvents: [(began: Int, ended: Int)] = []
  /// Every strike of a planned fault so far.
  package var faultSpells: [FaultSpell] { injector?.spells ?? [] }
  var clients: ClientDirectory?
  var injector: FaultInjector?
  /// What laws remember between two looks, by their ids.
  var memories = OrderedDictionary<String, LawMemory>()
  /// What several laws keep together, by name.
  var notebooks = OrderedDictionary<String, AnyObject>()
  var spans: [SpanRecord] = []
  /// The lists whose changes are kept for the laws that gather something from them.
  let lists = FollowedLists()

  /// A view of all hosts of a cluster.
  package init(_ cluster: Cluster) {
    self.cluster = cluster
  }

  /// The committed values of a table in all stores of a service, in order of hosts and keys.
  public func values<Value>(of table: Table<Value>, in service: ServiceName) -> [Value] {
    cluster.disks(of: service).flatMap { $0.database.values(of: table) }
  }

  /// The committed keys and values of a table in all stores of a service.
  public func entries<Value>(
    of table: Table<Value>, in service: ServiceName
  ) -> [(key: String, value: Value)] {
    cluster.disks(of: service).flatMap { $0.database.contents(of: table) }
  }

  /// The committed value of a key in the first store of a service that has one.
  public func value<Value>(
    of table: Table<Value>, _ key: String, in service: ServiceName
  ) -> Value? {
    for disk in cluster.disks(of: service) {
      if let value = disk.database.value(of: table, key) { return value }
    }
    return nil
  }

  /// The subject that changes with every commit to a table of a service.
  public static func subject(_ table: TableName, in service: ServiceName) -> Subject {
    Subject("\(service)/\(table)")
  }

  /// The subject that changes when a client's operation begins or ends.
  public static let operationsSubject: Subject = "operations"
  /// The subject that changes when a process starts, stops, crashes, freezes or thaws.
  package static let hostsSubject: Subject = "hosts"
  /// The subject that changes when a fault strikes or is healed.
  package static let faultsSubject: Subject = "faults"
  /// The subject that changes when a span begins or ends.
  package static let spansSubject: Subject = "spans"
}

extension SystemView {
  /// The present, as somebody tells it who notes since when something is so.
  var moment: () -> ListTally.Moment {
    { [simulation = cluster.simulation] in
      ListTally.Moment(simulation.now, event: max(simulation.trace.events.count - 1, 0))
    }
  }

  /// The entries of an observation, in order of hosts and keys.
  func entries(of observation: Observation, in service: ServiceName) -> [ObservedEntry] {
    cluster.storeHosts(of: service).flatMap { host in
      host.disk.database.records(of: observation.table).map {
        ObservedEntry(
          place: EntryPlace(observation.fields, key: $0.key, host: host.name), record: $0.record)
      }
    }
  }

  /// Every direction between two hosts.
  var links: [LinkRecord] {
    cluster.hosts.flatMap { source in
      cluster.hosts.filter { $0 !== source }.map { target in
        let state = cluster.network.state(from: source.index, to: target.index)
        return LinkRecord(
          from: source.name, to: target.name, isCut: state.isCut, isHeld: state.isHeld)
      }
    }
  }

  /// Whether a fault stood at some moment of a span on one of two hosts or between them.
  ///
  /// A service stands for all its hosts. A law excuses by it those who could not have kept it, and
  /// nobody else: what goes wrong elsewhere, or with a message of somebody else's, is no excuse.
  private func faultStood(
    between first: [Int32], and second: [Int32], from begin: Instant, until end: Instant,
    during operation: Int?
  ) -> Bool {
    faultSpells.contains { spell in
      isOwn(spell, operation) && spell.stood(from: begin, until: end)
        && first.contains { host in second.contains { spell.struck(between: host, and: $0) } }
    }
  }

  /// Whether a fault kept a client and a service from talking about an operation of the client's.
  ///
  /// - Parameter position: the operation's place among all of the run.
  package func faultStood(
    betweenClientAnd service: ServiceName, duringOperation position: Int, until now: Instant
  ) -> Bool {
    let operation = operations[position]
    guard let host = cluster.host(named: "client-\(operation.client)") else { return false }
    return faultStood(
      between: [host.index], and: indices(of: service), from: operation.invoked,
      until: operation.ended ?? now, during: position)
  }

  /// Whether a fault kept two services from talking about an operation of a client's.
  ///
  /// - Parameters:
  ///   - position: the operation's place among all of the run; nothing where it is not known.
  ///   - counts: whether what was done to a party outside is such a fault.
  package func faultStood(
    between service: ServiceName, and other: ServiceName, duringOperation position: Int?,
    until end: Instant, orOutside counts: (OutsideFault) -> Bool
  ) -> Bool {
    let begin = position.map { operations[$0].invoked } ?? .zero
    let isOutside = faultSpells.contains { spell in
      spell.outside.map(counts) == true && spell.stood(from: begin, until: end)
    }
    return isOutside
      || faultStood(
        between: indices(of: service), and: indices(of: other), from: begin, until: end,
        during: position)
  }

  /// Whether one fault kept a service from answering another for a span of time or longer.
  ///
  /// It struck a host of the service that was asked, or a way between the two. What strikes only
  /// whoever asks leaves the other able to answer, and is none.
  ///
  /// - Parameter begin: when what they have to talk about began; what was over by then is no excuse.
  package func faultLasted(
    _ span: Duration, from service: ServiceName, to other: ServiceName, since begin: Instant,
    until now: Instant
  ) -> Bool {
    let (asked, asking) = (indices(of: service), indices(of: other))
    return faultSpells.contains { spell in
      spell.duration(by: now) >= span && spell.stood(from: begin, until: now)
        && asked.contains { host in
          spell.hosts.contains(host) || asking.contains { spell.cut(between: host, and: $0) }
        }
    }
  }

  /// Whether the network doubled a message to a service, about an operation of a client's.
  ///
  /// - Parameters:
  ///   - position: the operation's place among all of the run; nothing where it is not known.
  ///   - service: the service that was asked.
  package func wasCopied(messageTo service: ServiceName, duringOperation position: Int?) -> Bool {
    let begin = position.map { operations[$0].invoked } ?? .zero
    let asked = indices(of: service)
    return faultSpells.contains { spell in
      spell.from >= begin && isOwn(spell, position)
        && spell.copied.map { $0.destinations.contains(where: asked.contains) } == true
    }
  }

  /// Whether a strike may have been on an operation: it was on its message, or on none's.
  private func isOwn(_ spell: FaultSpell, _ operation: Int?) -> Bool {
    spell.operation == nil || spell.operation == 0
      || spell.operation == operation.map { UInt64($0) + 1 }
  }

  private func indices(of service: ServiceName) -> [Int32] {
    cluster.hosts.filter { $0.service == service }.map(\.index)
  }

  /// Whether something that a planned fault did still lasts.
  var isFaulty: Bool { (injector?.standingCount ?? 0) > 0 || injector?.isHittingMessages == true }
}

/// What a law remembers between two looks.
enum LawMemory {
  /// A number, such as the sum that must stay.
  case number(Int)
  /// Numbers by name, such as the last version of each key.
  case numbers(OrderedDictionary<String, Int>)
}

/// A command that a client gave, and what came of it.
public struct ClientOperation: Hashable, Sendable {
  /// The client's name.
  public let client: String
  /// The command's name.
  public let command: String
  /// The arguments as people say them: `order 1001, quantity 1`.
  public let arguments: String
  /// The arguments as they were given.
  package let values: JSONNode
  /// The arguments as they were given, by their names.
  public var given: ScenarioValues { ScenarioValues(values) }
  /// When it was given.
  public let invoked: Instant
  /// When it ended; nothing while it lasts, or when its client died.
  public internal(set) var ended: Instant?
  /// What came of it.
  public internal(set) var result: Result
  /// How often the client has sent it so far.
  package internal(set) var attempts = 1

  /// What came of an operation.
  public enum Result: Hashable, Sendable {
    /// It has not ended.
    case pending
    /// It was done, with this answer.
    case succeeded(String)
    /// It was certainly not done, for this reason.
    case failed(String)
    /// It may have been done.
    case unknown(String)
  }
}
