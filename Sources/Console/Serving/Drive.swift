import Engine
import Harness
import LiveRuntime
import Primitives
import ServiceRuntime

/// The clients of a scenario at work against services that are served.
struct Drive {
  /// The scenario.
  let scenario: Scenario
  /// The system that it is about.
  let system: SystemUnderTest
  /// What is changed about its workload.
  let changes: FieldClients.Changes
  /// What the clients' pauses are drawn from.
  let seed: Seed

  /// How long answers are waited for beyond the time in which commands are given.
  private static let patience = Duration.seconds(60)

  /// Sends everything and waits for the answers; says whether all came.
  func run(
    against ports: [(name: String, port: UInt16)], _ terminal: Terminal
  ) async throws(CommandError) -> (summary: DriveSummary, isWhole: Bool) {
    let board = DriveBoard()
    let host: LiveHost
    let begin = LiveClock.machineTime
    let (scenario, system, changes, seed) = (scenario, system, changes, seed)
    do {
      host = try LiveHost()
      for (name, port) in ports { host.directory.enter(ServiceName(name), port: port) }
      var options = LiveHost.Options()
      options.origin = begin
      _ = try await host.start("clients", options: options) { context in
        FieldClients(
          context, scenario, changes, seed: seed, system: system, told: { board.note($0) },
          finished: { board.finish() })
      }
    } catch {
      throw CommandError(.cannotWrite, "the clients do not start: \(error)")
    }
    let limit = changes.lasting.map { $0 + Self.patience } ?? .seconds(86_400)
    let progress = ProgressLine("drive", total: nil, unit: "operations", terminal: terminal)
    while !board.isFinished, Interruption.exitCode == nil, LiveClock.machineTime - begin < limit {
      try? await Task.sleep(for: .milliseconds(20))
      let (done, amiss) = board.progress
      progress.update(done: done, details: ["\(amiss) failed or unknown"])
    }
    progress.finish()
    let summary = board.summary(after: LiveClock.machineTime - begin)
    host.close()
    return (summary, board.isFinished)
  }
}
