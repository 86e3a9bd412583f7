import Checking
import Engine
import Primitives
import World
import ServiceRuntime
import World

/// The values behind the words of a scenario, taken from a system's present state.
///
/// Looking changes nothing. Times and durations are whole milliseconds, rounded down.
struct SystemEnvironment: ExpressionEnvironment {
  let view: SystemView
  let words: SystemWords

  func value(named name: String) -> ExpressionValue? {
    if let service = words.services[name] {
      return .record(
        ServiceRecord(view: view, service: service, observations: words.observations[name] ?? []))
    }
    switch name {
    case "hosts": return .list(view.cluster.hosts.map { .record(HostRecord(host: $0)) })
    case "links": return .list(view.links.map { .record($0) })
    case "faults": return .list(view.faultSpells.map { .record(FaultRecord(spell: $0)) })
    case "operations": return .list(view.operations.map { .record(record(of: $0)) })
    case "spans": return .list(view.spans.map { .record($0) })
    default: return nil
    }
  }

  func log(of list: StandingList) -> ListLog? {
    log(of: list.path, reading: list.fields, for: list.reader)
  }

  /// A list with its changes, for somebody who reads only some fields of its elements.
  func log(of path: String, reading fields: [String], for reader: ListReader) -> ListLog? {
    if let known = reader.log(of: view) { return known }
    guard let log = view.lists.log(of: path, reading: fields, in: self) else { return nil }
    reader.follow(log, of: view)
    return log
  }

  /// An operation as an expression sees it.
  func record(of operation: ClientOperation) -> OperationRecord {
    OperationRecord(
      operation: operation, now: view.cluster.simulation.now,
      types: words.schema.records["operation"] ?? [:])
  }

  /// The entries of an observation, in order of hosts and keys.
  func entries(_ observation: Observation, of service: ServiceName) -> [ObservedEntry] {
    view.entries(of: observation, in: service)
  }
}

/// A service with what it lets be observed.
private struct ServiceRecord: ExpressionRecord {
  let view: SystemView
  let service: ServiceName
  let observations: [Observation]

  func value(of field: String) -> ExpressionValue? {
    if let observation = observations.first(where: { $0.name == field }) {
      return .list(view.entries(of: observation, in: service).map { .record($0) })
    }
    let hosts = view.cluster.hosts(of: service)
    switch field {
    case "up": return .integer(hosts.count { $0.process?.isAccepting == true && !$0.isPaused })
    case "lives": return .integer(hosts.reduce(0) { $0 + $1.incarnations })
    default: return nil
    }
  }
}

/// A host.
private struct HostRecord: ExpressionRecord {
  let host: Host

  func value(of field: String) -> ExpressionValue? {
    switch field {
    case "name": .text(host.name)
    case "service": .text(host.service.text)
    case "zone": .text(host.settings.zone)
    case "up": .truth(host.process?.isAccepting == true && !host.isPaused)
    case "paused": .truth(host.isPaused)
    case "lives": .integer(host.incarnations)
    case "records": .integer(host.disk.database.count)
    default: nil
    }
  }
}

/// One direction between two hosts.
struct LinkRecord: ExpressionRecord {
  let from: String
  let to: String
  let isCut: Bool
  let isHeld: Bool

  func value(of field: String) -> ExpressionValue? {
    switch field {
    case "from": .text(from)
    case "to": .text(to)
    case "cut": .truth(isCut)
    case "held": .truth(isHeld)
    default: nil
    }
  }
}

/// One strike of a fault.
private struct FaultRecord: ExpressionRecord {
  let spell: FaultSpell

  func value(of field: String) -> ExpressionValue? {
    switch field {
    case "id": .text(spell.id)
    case "from": .integer(Int(spell.from.nanoseconds / 1_000_000))
    case "standing": .truth(spell.lasts && spell.until == nil)
    default: nil
    }
  }
}

/// What a client asked for.
struct OperationRecord: ExpressionRecord {
  let operation: ClientOperation
  let now: Instant
  let types: OrderedDictionary<String, ExpressionType>

  func value(of field: String) -> ExpressionValue? {
    switch field {
    case "client": .text(operation.client)
    case "command": .text(operation.command)
    case "state": .text(operation.result.word)
    case "answer": .text(operation.result.answer)
    case "reason": .text(operation.result.reason)
    case "took":
      .integer(Int(((operation.ended ?? now) - operation.invoked).nanoseconds / 1_000_000))
    case "began": .integer(Int(operation.invoked.nanoseconds / 1_000_000))
    case "attempts": .integer(operation.attempts)
    default: argument(field)
    }
  }

  /// An argument, with nothing in the place of one that was not given.
  private func argument(_ field: String) -> ExpressionValue? {
    guard case .object(let members) = operation.values.value,
      let member = members.first(where: { SystemWords.word($0.name) == field })
    else { return types[field].map { $0 == .integer ? .integer(0) : .text("") } }
    switch member.value.value {
    case .text(let text): return .text(text)
    case .number(.integer(let number)): return Int(exactly: number).map { .integer($0) }
    case .boolean(let truth): return .text("\(truth)")
    case .null, .number, .list, .object: return .text(JSONText.compact(member.value))
    }
  }
}

extension ClientOperation.Result {
  /// The word for it in expressions.
  package var word: String {
    switch self {
    case .pending: "pending"
    case .succeeded: "succeeded"
    case .failed: "failed"
    case .unknown: "unknown"
    }
  }

  /// The answer, empty where there is none.
  var answer: String {
    switch self {
    case .succeeded(let answer): answer
    case .pending, .failed, .unknown: ""
    }
  }

  /// Why it did not succeed, empty where it did or is still under way.
  var reason: String {
    switch self {
    case .failed(let reason), .unknown(let reason): reason
    case .pending, .succeeded: ""
    }
  }
}

/// A stretch of work that a service named.
struct SpanRecord: ExpressionRecord {
  let name: String
  let host: String
  let began: Instant
  var ended: Instant?
  var failure: String?

  func value(of field: String) -> ExpressionValue? {
    switch field {
    case "name": .text(name)
    case "host": .text(host)
    case "state": .text(ended == nil ? "open" : failure == nil ? "done" : "failed")
    case "took": .integer(Int(((ended ?? began) - began).nanoseconds / 1_000_000))
    default: nil
    }
  }
}
