import Engine
import Exploration
import Harness
import Primitives

/// The files of a smallest case: a scenario to read and a repro to replay.
struct ShrunkFiles {
  /// Where the scenario was written; nothing where it would not fail by itself.
  let scenario: String?
  /// Where the repro was written; nothing where the scenario is enough.
  let repro: String?

  /// Writes the files.
  ///
  /// What is kept is one file, since each is run by itself; beside any other scenario goes its
  /// repro.
  init(
    _ shrunk: Shrunk, of program: Program, to path: String
  ) throws(CommandError) {
    let isKept = path.hasPrefix("\(Regressions.folder)/")
    let scenario = ShrunkFiles.scenario(shrunk, isKept: isKept)
    let notes = ShrunkFiles.notes(shrunk)
    if let slash = path.lastIndex(of: "/") {
      try FileSystem.makeFolders(String(path[..<slash]))
    }
    if !isKept || shrunk.standsAlone {
      let text = notes.map { "// \($0)\n" }.joined() + ScenarioWriter.text(scenario)
      try FileSystem.write(text, toReport: path)
      self.scenario = path
    } else {
      self.scenario = nil
    }
    guard !isKept || !shrunk.standsAlone else {
      repro = nil
      return
    }
    let reproPath = ShrunkFiles.reproPath(beside: path)
    let tool = program.nameAndVersion
    try FileSystem.write(
      ShrunkFiles.repro(shrunk, scenario, tool).text(notes: notes), toReport: reproPath)
    repro = reproPath
  }

  /// The path of the repro of a scenario.
  private static func reproPath(beside path: String) -> String {
    for suffix in [ScenarioFiles.reproSuffix, ScenarioFiles.suffix] where path.hasSuffix(suffix) {
      return path.dropLast(suffix.count) + ScenarioFiles.reproSuffix
    }
    return path + ScenarioFiles.reproSuffix
  }

  /// The scenario as it is written: with what is expected of it.
  private static func scenario(_ shrunk: Shrunk, isKept: Bool) -> Scenario {
    var scenario = shrunk.failing.scenario
    scenario.schema = isKept ? schema : nil
    scenario.name = shrunk.name
    scenario.title = nil
    scenario.description = nil
    if isKept, !scenario.tags.contains(Regressions.tag) { scenario.tags.append(Regressions.tag) }
    scenario.expect = ScenarioExpectation()
    scenario.search = ScenarioSearch()
    let seed = SeedSelection(shrunk.failing.seed.value...shrunk.failing.seed.value)
    scenario.search.seeds = shrunk.failsUnderEverySeed ? SeedSelection(1...20) : seed
    if !shrunk.failure.isCrash {
      scenario.expect.verdict = .violated
      scenario.expect.property = shrunk.signature.property
      if !shrunk.failsUnderEverySeed { scenario.expect.seed = seed }
    }
    return scenario
  }

  /// Where editors find the schema, seen from the folder of what is kept.
  private static var schema: String? {
    let isThere = (try? FileSystem.kind(of: "Scenarios/schema/scenario.v1.json")) == .file
    return isThere ? "../schema/scenario.v1.json" : nil
  }

  private static func repro(_ shrunk: Shrunk, _ scenario: Scenario, _ tool: String) -> Repro {
    let system = shrunk.run.system
    guard let document = scenario.written(for: system).document else {
      preconditionFailure("the scenario \(scenario.name) was run and cannot be read")
    }
    var options = ScenarioRunner.Options()
    options.policy = shrunk.failing.policy
    let origin = shrunk.run.repro?.origin ?? shrunk.run.path
    guard !shrunk.failure.isCrash else {
      return Repro(
        shrunk.failure, shrunk.failing.seed, of: document, options, tool: tool, origin: origin)
    }
    options.level = .full
    options.keepsChoices = options.policy != .arrivalOrder
    let record = ScenarioRunner(document, system: system).run(shrunk.failing.seed, options)
    return Repro(record, of: document, options, tool: tool, origin: origin)
  }

  /// What stands above the scenario, for whoever finds the file.
  private static func notes(_ shrunk: Shrunk) -> [String] {
    let seen = shrunk.failure.seen.split(whereSeparator: \.isNewline).joined(separator: " ")
    var notes = [
      "\(shrunk.failure.signature.property) is broken: \(seen).",
      "Shrunk from seed \(shrunk.seed) of \(shrunk.run.repro?.origin ?? shrunk.run.path).",
    ]
    for need in shrunk.needs { notes.append("Needs \(need.part): without it \(need.without).") }
    return notes.map { String($0.prefix(300)) }
  }
}
