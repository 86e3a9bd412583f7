import Engine
import Foundation
import Harness
import Primitives
import Testing
import World

/// A run gives back everything that it made.
@Suite struct MemoryTests {
  /// Parts of a run, each gone when nobody holds it.
  private struct Parts {
    private var parts: [(name: String, part: Weak)] = []

    private struct Weak {
      weak var object: AnyObject?
    }

    mutating func add(_ name: String, _ object: AnyObject) {
      parts.append((name, Weak(object: object)))
    }

    /// Those that are still there.
    var left: [String] { parts.filter { $0.part.object != nil }.map(\.name) }
    var count: Int { parts.count }
  }

  /// What runs were made of, and which of their tasks did not end.
  private final class Findings: @unchecked Sendable {
    var parts = Parts()
    var problems: [String] = []

    func note(_ cluster: Cluster) {
      let live = cluster.simulation.liveTaskCount - cluster.stuckTaskCount
      if live != 0 { problems.append("\(live) tasks live on") }
      parts.add("cluster", cluster)
      parts.add("simulation", cluster.simulation)
      parts.add("network", cluster.network)
      for host in cluster.hosts {
        parts.add("host \(host.name)", host)
        parts.add("disk of \(host.name)", host.disk)
        parts.add("database of \(host.name)", host.disk.database)
        parts.add("clock of \(host.name)", host.clock)
      }
    }
  }

  /// What is wrong after a run of a scenario; nothing where it left nothing.
  private static func problems(after path: String, _ level: TraceLevel) throws -> [String] {
    let runner = try Project.runner(path)
    let findings = Findings()
    var options = ScenarioRunner.Options()
    options.level = level
    options.onEnd = { findings.note($0) }
    _ = runner.run(1, options)
    #expect(findings.parts.count >= 10, "\(path) has no hosts to look at")
    return (findings.problems + findings.parts.left).map { "\(path): \($0)" }
  }

  @Test(arguments: [TraceLevel.digest, .full])
  func `nothing of a run is left when it is over`(level: TraceLevel) throws {
    var problems: [String] = []
    #expect(Project.scenarios.count > 200)
    for path in Project.scenarios { problems += try Self.problems(after: path, level) }
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
  }
}
