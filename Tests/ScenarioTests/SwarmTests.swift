import Foundation
import Testing

/// Seeds that draw their own part of what could be varied.
@Suite struct SwarmTests {
  private struct Result: Decodable {
    let scenarios: [Scenario]

    struct Scenario: Decodable {
      let causes: [Cause]
      let failure: Failure?
    }

    struct Cause: Decodable {
      let drawn: String?
      let replay: String
    }

    struct Failure: Decodable {
      let digest: String
    }
  }

  private func scenario(_ line: String) throws -> Result.Scenario {
    let ending = try OrreryCommand.run(line)
    let result = try JSONDecoder().decode(Result.self, from: Data(ending.output.utf8))
    return try #require(result.scenarios.first)
  }

  @Test func `a failure of a swarm tells what its seed drew, and its replay draws the same`() throws
  {
    let scenario = try scenario("orrery run \(SweepTests.hunt) --seeds 1..100 --swarm --json")
    let cause = try #require(scenario.causes.first)
    let drawn = try #require(cause.drawn)
    for subject in ["chaos.intensity", "chaos.kinds", "policy"] {
      #expect(drawn.contains("\"\(subject)\": "), "\(drawn)")
    }
    let replay = try OrreryCommand.run(cause.replay)
    #expect(replay.code == 1)
    #expect(replay.output.contains("\ndrawn     chaos.intensity: "), "\(replay.output)")
    #expect(replay.output.contains("\ndigest    \(try #require(scenario.failure).digest)\n"))
  }

  @Test func `seeds of a swarm differ in what they draw`() throws {
    let scratch = try ScratchFolder()
    _ = try OrreryCommand.run(
      "orrery run \(SweepTests.hunt) --seeds 1..60 --swarm --out \(scratch.url.path)")
    let file = scratch.url.appendingPathComponent("runs.orrery.jsonl")
    let text = try String(contentsOf: file, encoding: .utf8)
    let drawn = text.matches(of: /"drawn":(\{.*\})\}/).map { String($0.output.1) }
    #expect(drawn.count == 60)
    #expect(Set(drawn).count > 20)
    for word in ["calm", "rough", "brutal", "arrival", "random"] {
      #expect(drawn.contains { $0.contains("\"\(word)\"") }, "\(word)")
    }
    // As many choices as the scenario's runs have, the same for each seed.
    let steps = Set(drawn.compactMap { $0.firstMatch(of: /"pct:3@(\d+)"/)?.output.1 })
    #expect(steps.count == 1)
    #expect(steps != ["1000"])
  }

  @Test func `the scenario itself can ask for a swarm`() throws {
    let scratch = try ScratchFolder()
    let hunt = Project.text(SweepTests.hunt)
      .replacing(
        "unguarded.jsonc",
        with: "\(Project.root.path)/Scenarios/Hazards/double-deduction/unguarded.jsonc")
    try scratch.write(
      "a.jsonc",
      hunt.replacing(
        "\"faults\": [],", with: "\"search\": { \"strategy\": \"swarm\" },\n\"faults\": [],"))
    try scratch.write("b.jsonc", hunt)
    let asked = try scratch.run("orrery run a.jsonc --seeds 1..15 --json")
    let told = try scratch.run("orrery run b.jsonc --seeds 1..15 --json --swarm")
    func digest(_ text: String) -> Substring? { text.firstMatch(of: /"digest": "([0-9a-f]+)"/)?.1 }
    #expect(digest(asked.output) != nil)
    #expect(digest(asked.output) == digest(told.output))
  }

  @Test func `a value chosen for each seed is told with the failure`() throws {
    let scratch = try ScratchFolder()
    let text = Project.text("Scenarios/Hazards/double-deduction/unguarded.jsonc")
      .replacing("\"1ms..8ms\"", with: "{ \"perSeed\": [\"1ms..8ms\", \"20ms\"] }")
    try scratch.write("a.jsonc", text)
    var seen: Set<String> = []
    for seed in 1...8 {
      let ending = try scratch.run("orrery run a.jsonc --seed \(seed)")
      let match = try #require(
        ending.output.firstMatch(of: /\ndrawn +network\.default\.latency: (.*)\n/))
      seen.insert(String(match.output.1))
    }
    #expect(seen == ["1ms..8ms", "20ms"])
  }
}
