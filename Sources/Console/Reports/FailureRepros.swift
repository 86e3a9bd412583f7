import Engine
import Exploration
import Harness
import Primitives

/// Writes a repro file for each cause of failure that a sweep found.
struct FailureRepros {
  private let sweeps: [ScenarioSweep]
  private let arguments: Arguments
  private let writesExpected: Bool

  /// The most files for one scenario; the heaviest causes come first.
  private static let most = 5

  /// The files of sweeps.
  ///
  /// - Parameter writesExpected: whether failures that a scenario expects are worth a file too.
  init(_ sweeps: [ScenarioSweep], _ arguments: Arguments, writesExpected: Bool) {
    self.sweeps = sweeps
    self.arguments = arguments
    self.writesExpected = writesExpected
  }

  /// Writes the files into a folder and gives their paths.
  func write(to folder: String) throws(CommandError) -> [String] {
    var paths: [String] = []
    for sweep in sweeps {
      let groups = sweep.tally.groupsByWeight.filter { writesExpected || $0.isSurprise }
      for group in groups.prefix(FailureRepros.most) {
        let path = "\(folder)/\(sweep.scenario.name)-\(group.seed)\(ScenarioFiles.reproSuffix)"
        try FileSystem.makeFolders(folder)
        let repro = repro(of: group, in: sweep)
        try FileSystem.write(repro.text(notes: repro.headline), toReport: path)
        paths.append(path)
      }
    }
    return paths
  }

  private func repro(of group: FailureGroup, in sweep: ScenarioSweep) -> Repro {
    let tool = arguments.table.program.nameAndVersion
    var options = sweep.options
    let document = sweep.section.job.runner.document
    guard !group.failure.isCrash else {
      return Repro(
        group.failure, group.seed, of: document, options, tool: tool, origin: sweep.path)
    }
    options.keepsChoices = options.policy != .arrivalOrder || options.swarm
    let record = sweep.fullRecord(group.seed, options)
    return Repro(record, of: document, options, tool: tool, origin: sweep.path)
  }
}
