import Checking
import Engine
import Harness
import Primitives
import Testing

/// Mistakes planted into guarded code: each is found, and without them nothing breaks.
@Suite struct MutantTests {
  private static let files = Project.scenarios.filter { $0.hasPrefix("Scenarios/Mutants/") }

  @Test func `there are more than forty planted mistakes, each with a title of its own`() throws {
    var titles: [String] = []
    for path in Self.files {
      let scenario = try #require(try Project.reading(path).scenario)
      #expect(!scenario.mutants.isEmpty, "\(path)")
      #expect(scenario.expect.verdict == .holds, "\(path)")
      titles += scenario.mutants.map(\.value.title)
    }
    #expect(titles.count >= 40)
    #expect(Set(titles).count == titles.count)
  }

  @Test func `every planted mistake breaks its law under some seed`() throws {
    for path in Self.files {
      let runner = try Project.runner(path)
      for (name, mutant) in runner.document.scenario.mutants {
        let planted = ScenarioRunner(
          try #require(runner.document.planting(name)), system: runner.system)
        let seed = (1...60 as ClosedRange<UInt64>).first { seed in
          planted.run(Seed(seed)).reports.contains {
            $0.id == mutant.breaks && $0.verdict.isViolated
          }
        }
        #expect(seed != nil, "\(path)#\(name) never breaks \(mutant.breaks)")
      }
    }
  }

  @Test func `a mistake is planted by its name on the command line`() throws {
    let path = "Scenarios/Mutants/serializable.jsonc"
    let planted = try OrreryCommand.run("orrery run '\(path)#isolation-lowered' --seeds 1..3")
    #expect(planted.output.contains("\(path)#isolation-lowered"), "\(planted.errors)")
    #expect(planted.output.contains("never-more-than-there-was"), "\(planted.output)")
    let typo = try OrreryCommand.run("orrery run '\(path)#isolation-lowerd'")
    #expect(typo.code == 66)
    #expect(typo.errors.contains("did you mean 'isolation-lowered'?"), "\(typo.errors)")
  }
}
