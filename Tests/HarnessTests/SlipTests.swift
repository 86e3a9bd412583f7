import Harness
import Primitives
import Testing

/// Mistakes that a scenario plants into its services.
@Suite struct SlipTests {
  @Test func `every kind of slip is read as it is written`() throws {
    for kind in Slip.Kind.allCases {
      let text = kind.subject == nil ? kind.rawValue : "\(kind.rawValue) some thing"
      let slip = try Slip(text)
      #expect(slip.kind == kind)
      #expect(slip.text == text)
    }
  }

  @Test func `a slip that says too little or too much is a mistake`() {
    for (text, part) in [
      ("skip-write", "does not say which table"), ("skip-call", "does not say which method"),
      ("lose-task", "does not say which task"), ("read-committed all", "takes no name"),
      ("skip", "begins with one of skip-write, "), ("", "begins with one of"),
    ] {
      do {
        let slip = try Slip(text)
        Issue.record("'\(text)' was read as \(slip)")
      } catch {
        #expect(error.message.contains(part), "\(error.message)")
      }
    }
  }

  private static let scenario = """
    { "version": 1,
      "services": { "orders": { "kind": "OrderSaga" } },
      "workload": [{ "id": "buy", "do": "place-order", "at": "1s" }],
      "properties": [{ "id": "some-law", "kind": "final", "expr": "1 == 1" }],
      "mutants": {
        "late": {
          "title": "Written late", "slips": { "orders": ["write-late orders"] },
          "breaks": "some-law" } } }
    """

  @Test func `a mutant is the scenario with its slips and its law`() throws {
    let document = try #require(reading(Self.scenario).document)
    #expect(document.planting("early") == nil)
    let planted = try #require(document.planting("late"))
    #expect(planted.scenario.services["orders"]?.slips == [try Slip("write-late orders")])
    #expect(planted.scenario.expect.verdict == .sometimesViolated)
    #expect(planted.scenario.expect.property == "some-law")
    #expect(planted.scenario.mutants.isEmpty)
    // What is handed to a worker is the tree: it says the same.
    let again = try #require(reading(planted.line).scenario)
    #expect(again.services == planted.scenario.services)
    #expect(again.expect == planted.scenario.expect)
  }

  @Test func `a mutant of a service that is not there is a mistake`() {
    let text = Self.scenario.replacing("{ \"orders\": [", with: "{ \"odders\": [")
    #expect(mistakes(text).contains("unknown service 'odders'"))
    let unknown = mistakes(
      Self.scenario.replacing("\"breaks\": \"some-law\"", with: "\"breaks\": \"some-lay\""))
    #expect(unknown.contains("unknown property 'some-lay'"), "\(unknown)")
  }
}
