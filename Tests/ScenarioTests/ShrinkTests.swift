import Engine
import Exploration
import Foundation
import Harness
import ShopSimulation
import Testing

/// Failing runs made small.
@Suite struct ShrinkTests {
  /// The chaos variant of each named hazard.
  private static let hunts = [
    "double-deduction", "phantom-stock", "oversell-race", "vanishing-response",
  ].map { "Scenarios/Hazards/\($0)/hunt.jsonc" }

  /// A shrinker for the first of a scenario's seeds that breaks what it expects to be broken.
  private func shrinker(_ path: String, isOver: @escaping () -> Bool = { false }) throws -> Shrinker
  {
    let runner = try Project.runner(path)
    let seed = try #require(
      (1...200).lazy.map { Seed($0) }.first {
        runner.document.scenario.expect.isViolated(runner.run($0))
      })
    let explicit = runner.explicit(seed)
    let failing = FailingCase(scenario: explicit.scenario, seed: seed, policy: explicit.policy)
    return try #require(
      Shrinker(failing, of: ShopSystem.system, by: LocalTrials(ShopSystem.system), isOver: isOver))
  }

  @Test(arguments: hunts)
  func `the chaos variant of a hazard shrinks to two faults and two orders at most`(
    _ path: String
  ) throws {
    let shrinker = try shrinker(path)
    let before = CaseMeasure(shrinker.best, events: shrinker.result.events)
    shrinker.run()
    let after = CaseMeasure(shrinker.best, events: shrinker.result.events)
    #expect(shrinker.isMinimal)
    #expect(after.faults <= 2, "\(ScenarioWriter.text(shrinker.best.scenario))")
    #expect(after.commands <= 2, "\(ScenarioWriter.text(shrinker.best.scenario))")
    #expect(after.events < before.events && after.faults <= before.faults)
    // What comes out is read and run once more, and fails in the same way.
    let document = try #require(shrinker.best.scenario.written(for: ShopSystem.system).document)
    var options = ScenarioRunner.Options()
    options.policy = shrinker.best.policy
    let record = ScenarioRunner(document, system: ShopSystem.system)
      .run(shrinker.best.seed, options)
    let signature = try #require(FailureSignature(record))
    #expect(Shrinker.isSame(signature, shrinker.signature))
    for need in shrinker.necessities() where need.part.hasPrefix("fault") {
      #expect(need.without == "every law holds", "\(need)")
    }
  }

  @Test func `however little time there is, what comes out has failed`() throws {
    for most in [0, 1, 2, 5, 13] {
      var count = 0
      let shrinker = try shrinker(Self.hunts[0]) {
        count += 1
        return count > most
      }
      shrinker.run()
      #expect(!shrinker.isMinimal)
      let trials = LocalTrials(ShopSystem.system)
      let failure = try #require(trials.result(of: shrinker.best)?.failure)
      #expect(Shrinker.isSame(failure.signature, shrinker.signature), "after \(most) trials")
    }
  }

  @Test func `a run that breaks no law is not shrunk`() throws {
    let guarded = "Scenarios/Hazards/double-deduction/idempotency-key.jsonc"
    let explicit = try Project.runner(guarded).explicit(7)
    let failing = FailingCase(scenario: explicit.scenario, seed: 7, policy: explicit.policy)
    let shrinker = Shrinker(
      failing, of: ShopSystem.system, by: LocalTrials(ShopSystem.system), isOver: { false })
    #expect(shrinker == nil)
    let ending = try OrreryCommand.run("orrery shrink \(guarded) --seed 7")
    #expect(ending.code == 4)
    #expect(ending.errors.contains("seed 7 of \(guarded) breaks no law"))
  }

  @Test func `the command writes a scenario that fails and a repro of it, and says what it needs`()
    throws
  {
    let scratch = try ScratchFolder()
    let out = scratch.url.path
    let ending = try OrreryCommand.run(
      "orrery shrink \(Self.hunts[0]) -o \(out)/small.jsonc --page \(out)/small.html")
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.output.contains(/\nfaults +\d+ -> [12]\n/), "\(ending.output)")
    #expect(ending.output.contains("without it every law holds\n"))
    #expect(ending.output.contains("look      \(out)/small.html\n"))
    let page = try String(
      contentsOf: scratch.url.appendingPathComponent("small.html"), encoding: .utf8)
    #expect(page.contains("Made small") && page.contains("without it every law holds</li>"))
    let run = try scratch.run("orrery run small.jsonc")
    #expect(run.code == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("as expected"))
    let replay = try scratch.run("orrery replay small.repro.jsonc")
    #expect(replay.code == 1)
    #expect(replay.output.hasPrefix("followed  to the end: "), "\(replay.output)")
    let again = try scratch.run("orrery shrink small.repro.jsonc --json -o again.jsonc")
    let result = try #require(
      try JSONSerialization.jsonObject(with: Data(again.output.utf8)) as? [String: Any])
    let after = try #require(result["after"] as? [String: Any])
    #expect(try #require(after["faults"] as? Int) <= 2)
  }

  @Test func `a failure that hangs on the order of tasks is shrunk with its order`() throws {
    let scratch = try ScratchFolder()
    let path = "Scenarios/Hazards/oversell-race/unguarded.jsonc"
    for policy in ["random", "pct:3"] {
      let line = "orrery shrink \(path) --seed 1 --policy \(policy)"
      let ending = try OrreryCommand.run("\(line) -o \(scratch.url.path)/a.jsonc")
      #expect(ending.code == 0, "\(ending.errors)")
      let replay = try scratch.run("orrery replay a.repro.jsonc")
      #expect(replay.code == 1, "\(replay.output)")
      #expect(replay.output.hasPrefix("followed  to the end: "), "\(replay.output)")
    }
  }

  @Test func `a failure that is kept is one file that is run with all others`() throws {
    let scratch = try ScratchFolder()
    let hunt = Project.root.path + "/" + Self.hunts[0]
    let ending = try scratch.run("orrery shrink \(hunt) --keep")
    #expect(ending.code == 0, "\(ending.errors)")
    let folder = scratch.url.appendingPathComponent("Scenarios/Regressions").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count == 1)
    let name = try #require(names.first)
    let kept = try scratch.run("orrery run Scenarios")
    #expect(kept.code == 0)
    #expect(kept.output.contains("\(name)  broken in "))
    let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    try scratch.write(
      "Scenarios/Regressions/\(name)", text.replacing("\"unguarded\"", with: "\"idempotency-key\""))
    let fixed = try scratch.run("orrery run Scenarios")
    #expect(fixed.code == 1)
    #expect(fixed.output.contains("FIXED? deducted-at-most-once held in "), "\(fixed.output)")
    #expect(fixed.errors.contains("it guards the law from now on"))
  }
}
