import Engine
import Exploration
import Harness
import Primitives
import Reporting

/// Writes a page for each cause of failure that a sweep found.
struct FailurePages {
  private let sweeps: [ScenarioSweep]
  private let arguments: Arguments

  /// A page that was written.
  struct Page {
    /// The scenario's path.
    let scenario: String
    /// The seed of the run.
    let seed: Seed
    /// The name of the file.
    let name: String
    /// The path of the file.
    let path: String
  }

  /// The most pages for one scenario; the heaviest causes come first.
  private static let most = 5

  init(_ sweeps: [ScenarioSweep], _ arguments: Arguments) {
    self.sweeps = sweeps
    self.arguments = arguments
  }

  /// Writes the pages into a folder, which is made where there is none.
  func write(
    to folder: String, replay: (ScenarioSweep) -> ReplayCommand
  ) throws(CommandError) -> [Page] {
    try FileSystem.makeFolders(folder)
    var pages: [Page] = []
    for sweep in sweeps {
      for group in sweep.tally.groupsByWeight.prefix(FailurePages.most) {
        guard let record = sweep.fullRecord(of: group) else { continue }
        let run = FullRun(sweep, record, replay: replay(sweep).text(sweep.path, group.seed))
        let page = HTMLReport(run.subject(of: arguments.table.program)).text
        let name = "\(record.scenario.name)-\(group.seed).html"
        try FileSystem.write(page, toReport: "\(folder)/\(name)")
        pages.append(
          Page(scenario: sweep.path, seed: group.seed, name: name, path: "\(folder)/\(name)"))
      }
    }
    return pages
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
