import Exploration
import Harness
import Primitives
import Reporting

/// Writes a page for each cause of failure that a sweep found.
struct FailurePages {
  private let sweeps: [ScenarioSweep]
  private let arguments: Arguments

  /// The most pages for one scenario; the heaviest causes come first.
  private static let most = 5

  init(_ sweeps: [ScenarioSweep], _ arguments: Arguments) {
    self.sweeps = sweeps
    self.arguments = arguments
  }

  /// Writes the pages into the folder of results and gives their paths.
  func write(replay: (ScenarioSweep) -> ReplayCommand) throws(CommandError) -> [String] {
    let folder = arguments.resultFolder ?? "orrery-results"
    do throws(SweepFileError) {
      try FileSystem.makeFolders(folder)
    } catch {
      throw CommandError(error)
    }
    var paths: [String] = []
    for sweep in sweeps {
      for group in sweep.tally.groupsByWeight.prefix(FailurePages.most) {
        guard let record = sweep.fullRecord(of: group) else { continue }
        let run = FullRun(sweep, record, replay: replay(sweep).text(sweep.path, group.seed))
        let page = HTMLReport(run.subject(of: arguments.table.program)).text
        let path = "\(folder)/\(record.scenario.name)-\(group.seed).html"
        try FileSystem.write(page, toReport: path)
        paths.append(path)
      }
    }
    return paths
  }
}

extension Arguments {
  /// The folder that results go to, where one was named.
  var resultFolder: String? { self[RunOptions.out] ?? listed(RunOptions.resume) }
}

extension FileSystem {
  /// Writes a report; a failure says which file it was.
  static func write(_ text: String, toReport path: String) throws(CommandError) {
    do throws(FileSystem.Failure) {
      try write(Array(text.utf8), to: path)
    } catch {
      throw CommandError(.cannotWrite, "cannot write '\(path)': \(error.reason)")
    }
  }
}
