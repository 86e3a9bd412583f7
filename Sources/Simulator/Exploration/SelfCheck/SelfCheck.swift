package import Engine
import Primitives

/// Executes seeds twice in surroundings that must not matter, and finds where they part.
///
/// One process runs the seeds from the first to the last with the fixed hash seed; another one
/// from the last to the first, after a run that does not count, with a hash seed of its own and
/// without the variables that the program does not need. A seed whose digests differ is then run
/// alone, with one circumstance changed at a time, which tells what it depends on.
package struct SelfCheck {
  /// A scenario and the seeds to run it with, `1..5,9`.
  package struct Job: Hashable, Sendable {
    /// Where the scenario stands.
    package let path: String
    /// The seeds as the command line writes them.
    package let seeds: String

    package init(path: String, seeds: String) {
      self.path = path
      self.seeds = seeds
    }

    /// The job as the command line writes it.
    package var text: String { "\(path)@\(seeds)" }

    /// The job of a text; nothing when it is none.
    package init?(_ text: some StringProtocol) {
      guard let mark = text.lastIndex(of: "@") else { return nil }
      path = String(text[..<mark])
      seeds = String(text[text.index(after: mark)...])
    }
  }

  /// What keeps the check from being made.
  package struct Failure: Error, CustomStringConvertible {
    /// What went wrong, in a clause.
    package let description: String
  }

  /// What one job came to.
  package struct Outcome: Sendable {
    /// The job's scenario.
    package let path: String
    /// How many seeds were run twice.
    package let count: Int
    /// The seeds that came to two things, or asked the real world for something.
    package let mismatches: [Mismatch]
  }

  /// A seed that is not the same run twice.
  package struct Mismatch: Hashable, Sendable {
    /// What the first execution came to.
    package let first: RunProbe
    /// What the second execution came to; the same where both asked the real world for something.
    package let second: RunProbe

    /// The seed.
    package var seed: Seed { first.seed }
    /// Whether the executions differ.
    package var isDifferent: Bool { first.digest != second.digest || first.events != second.events }
  }

  private let options: [String]
  private let isHeard: Bool
  private let isOver: () -> Bool

  /// A check whose probes are given some options, such as settings of the scenario.
  ///
  /// - Parameters:
  ///   - isHeard: whether what probes report about themselves is shown, as the words of a trap.
  ///   - isOver: asked several times a second while probes are running.
  package init(options: [String], isHeard: Bool, isOver: @escaping () -> Bool) {
    self.options = options
    self.isHeard = isHeard
    self.isOver = isOver
  }

  /// Runs jobs twice; gives what came of each scenario, in order of the jobs.
  ///
  /// Jobs go out in batches, so that neither the length of a command nor what is kept of the runs
  /// grows with their number. Where it is cut short, only seeds count that both processes have run.
  package func run(_ jobs: [Job]) throws(Failure) -> [Outcome] {
    var comparison = SelfCheckComparison()
    for batch in SelfCheck.batches(jobs) where !isOver() {
      let arguments = batch.flatMap { ["--job", $0.text] }
      let results = try probe([(.plain, arguments), (.opposite, arguments)])
      let probes = results.map { text in
        text.split(separator: "\n").compactMap { RunProbe(line: $0) }
      }
      try comparison.take(probes[0], probes[1], isCutShort: isOver())
    }
    return comparison.outcomes(of: jobs)
  }

  /// Jobs in their order, as many together as the command line of a process can be given.
  static func batches(_ jobs: [Job]) -> [[Job]] {
    var batches: [[Job]] = []
    var length = 0
    for job in jobs {
      if batches.isEmpty || length + job.text.utf8.count > 40_000 {
        batches.append([])
        length = 0
      }
      batches[batches.count - 1].append(job)
      length += job.text.utf8.count
    }
    return batches
  }

  /// What probes print, all of them running at once.
  func probe(
    _ probes: [(surroundings: Surroundings, arguments: [String])]
  ) throws(Failure) -> [String] {
    let results: [FreshProcess.Result]
    do throws(FreshProcess.Failure) {
      var processes: [FreshProcess] = []
      for (surroundings, arguments) in probes {
        processes.append(
          try FreshProcess(
            FreshProcess.ownPath, ["probe"] + options + surroundings.options + arguments,
            environment: surroundings.variables, isHeard: isHeard))
      }
      results = FreshProcess.finish(processes, isOver: isOver)
      if isOver() { return results.map(\.wholeLines) }
    } catch {
      throw Failure(description: "cannot start a process: \(error)")
    }
    for result in results where result.code != 0 {
      throw Failure(
        description: result.code < 0
          ? "a process of the check was ended by signal \(-result.code)"
          : "a process of the check ended with code \(result.code)")
    }
    return results.map(\.text)
  }
}
