import Harness
import LiveRuntime
import Primitives

/// What is to be served, and how.
struct ServingPlan {
  /// The scenario.
  let scenario: Scenario
  /// The system that it is about.
  let system: SystemUnderTest
  /// The first service's port, the next one's is one more; zero for free ones.
  let firstPort: Int
  /// The folder for files of what is stored; nothing keeps it in memory.
  let folder: String?
  /// The scenario's file, for other processes to read it again.
  let path: String
  /// The parameters as they were given.
  let settings: [String]

  /// The names of the services, in the order of their ports.
  var names: [String] { ServedService.names(scenario, system) }

  /// The port of the service at a place.
  func port(at place: Int) -> UInt16 { firstPort == 0 ? 0 : UInt16(clamping: firstPort + place) }

  /// The file of a service's records.
  func file(of name: String) -> String? { folder.map { "\($0)/\(name).sqlite" } }

  /// Refuses more ports than there are.
  func check() throws(CommandError) {
    guard firstPort == 0 || firstPort + names.count <= 65_536 else {
      throw CommandError(.usage, "\(names.count) ports from \(firstPort) on are too many")
    }
  }
}

/// The services of a scenario while they are served.
protocol Serving: Sendable {
  /// What is served where, in the order of the ports.
  var entries: [ServedEntry] { get }
  /// Lets all of them answer what they have begun, and ends them.
  func end() async
}

/// A service that is served.
struct ServedEntry: Sendable {
  /// The service.
  let name: String
  /// Its kind.
  let kind: String
  /// Its port.
  let port: UInt16
  /// The process that serves it; nothing for this one.
  let process: Int32?

  /// The address for people.
  var address: String { "http://127.0.0.1:\(port)" }
}

/// What is served where, as commands say it.
enum ServingText {
  static func table(_ entries: [ServedEntry]) -> Table {
    var table = Table(alignments: [.left, .left, .left, .left])
    for entry in entries {
      table.append([
        StyledText(entry.name), StyledText(entry.address), StyledText(entry.kind),
        StyledText(entry.process.map { "process \($0)" } ?? ""),
      ])
    }
    return table
  }

  static func json(_ entries: [ServedEntry]) -> JSONText {
    [
      "schema": "orrery.serve/1",
      "services": .list(
        entries.map { entry in
          [
            "name": .text(entry.name), "kind": .text(entry.kind), "address": .text(entry.address),
            "process": entry.process.map { .integer(Int64($0)) } ?? .null,
          ]
        }),
    ]
  }
}
