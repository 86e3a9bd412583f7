import Engine
import Exploration
import Harness
import Primitives
import Reporting

/// Writes a page about a smallest case, which says what went and what the case needs.
struct ShrunkPage {
  private let shrunk: Shrunk
  private let text: ShrunkText
  private let files: ShrunkFiles

  init(_ shrunk: Shrunk, _ text: ShrunkText, _ files: ShrunkFiles) {
    self.shrunk = shrunk
    self.text = text
    self.files = files
  }

  /// Writes the page and gives its path; nothing of a run that brings down its process.
  func write(to path: String, _ program: Program) throws(CommandError) -> String? {
    let system = shrunk.run.system
    guard !shrunk.failure.isCrash,
      let document = shrunk.failing.scenario.written(for: system).document
    else { return nil }
    let origin = files.scenario ?? files.repro ?? shrunk.run.path
    let sweep = ScenarioSweep(path: origin, document: document, system: system)
    var options = ScenarioRunner.Options()
    options.policy = shrunk.failing.policy
    let record = sweep.fullRecord(shrunk.failing.seed, options)
    let run = FullRun(sweep, record, options, replay: text.replay)
    var subject = run.subject(of: program)
    subject.shrunk = text.log
    try FileSystem.write(HTMLReport(subject).text, toReport: path)
    return path
  }
}
