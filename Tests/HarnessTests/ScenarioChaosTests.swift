import Harness
import Testing

/// Chaos that is laid over a scenario.
@Suite struct ScenarioChaosTests {
  private func document(_ text: String) throws -> ScenarioDocument {
    let reading = ScenarioReader().read(path: "s.jsonc", bytes: Array(text.utf8))
    return try #require(reading.document)
  }

  @Test func `a scenario without chaos is given some, and longer to settle`() throws {
    let rough = try document(#"{"version": 1, "services": {"a": {"kind": "A"}}}"#)
      .underChaos(.rough).scenario
    #expect(rough.chaos?.intensity == .rough)
    #expect(rough.settle.lasting == .seconds(600))
    #expect(rough.limits.time == .seconds(1200))
  }

  @Test func `what a scenario says of its chaos stays beside the intensity`() throws {
    let brutal = try document(
      """
      {"version": 1, "services": {"a": {"kind": "A"}},
       "chaos": {"kinds": ["drop"], "intensity": "calm"}, "settle": {"for": "30m"}}
      """
    ).underChaos(.brutal).scenario
    #expect(brutal.chaos?.intensity == .brutal)
    #expect(brutal.chaos?.kinds == [.drop])
    #expect(brutal.settle.lasting == .seconds(1800))
  }

  @Test func `the tree that workers are sent says the same as the scenario`() throws {
    let rough = try document(#"{"version": 1, "services": {"a": {"kind": "A"}}}"#)
      .underChaos(.rough)
    let again = try #require(ScenarioReader().read(rough.root, name: "s").document).scenario
    #expect(again.chaos?.intensity == .rough)
    #expect(again.settle.lasting == rough.scenario.settle.lasting)
    #expect(again.limits.time == rough.scenario.limits.time)
  }
}
