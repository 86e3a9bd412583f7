import Harness
import Testing

@Suite struct ScenarioErrorTests {
  @Test func `an unknown field is shown with its line and the name that was meant`() {
    let text = """
      {
        "version": 1,
        "faults": [
          { "id": "a", "when": { "at": "1s" },
            "do": { "droop": true } },
        ],
      }
      """
    #expect(
      mistakes(text, path: "scenarios/double-deduction.jsonc") == """
        scenarios/double-deduction.jsonc:5:15: error: unknown field 'droop' in faults[0].do
            5 |       "do": { "droop": true } },
              |               ^~~~~~~ did you mean 'drop'?
          note: 'do' takes exactly one of: drop, delay, duplicate, reorder, corrupt, refuse, hang, \
        lose-reply, partition, heal, clog, hold, release, crash, restart, stop, pause, resume, slow, \
        skew, replace, disk, store, broker, processor, fail
          help: orrery explain faults.do

        """)
  }

  @Test func `an empty file says what the smallest scenario is`() {
    #expect(
      mistakes("") == """
        a.jsonc:1:1: error: the file is empty
            1 | 
              | ^
          note: the smallest scenario is { "version": 1, "services": {}, "workload": [] }

        """)
    #expect(mistakes(" // nothing yet\n").contains("error: the file is empty"))
  }

  @Test func `a file that ends too early says which bracket is open`() {
    #expect(
      mistakes("{\n  \"version\": 1,\n  \"tags\": [\"a\"") == """
        a.jsonc:3:14: error: the file ends before the '[' of line 3 is closed
            3 |   "tags": ["a"
              |              ^

        """)
  }

  @Test func `a number alone asks what it counts`() {
    #expect(
      mistakes("{ version: 1, limits: { time: 250 } }") == """
        a.jsonc:1:31: error: limits.time: 250 of what?
            1 | { version: 1, limits: { time: 250 } }
              |                               ^~~ write "250ms"
          help: orrery explain limits.time

        """)
  }

  @Test func `a field given twice names the line of the first`() {
    #expect(
      mistakes("{\n  \"version\": 1,\n  \"title\": \"a\",\n  \"title\": \"b\"\n}") == """
        a.jsonc:4:3: error: the field 'title' is given twice
            4 |   "title": "b"
              |   ^~~~~~~
          note: it is given first in line 3

        """)
  }

  @Test func `a wrong type names both types and shows an example`() {
    #expect(
      mistakes("{ version: 1, services: { wallet: { kind: 'Wallet', replicas: 'two' } } }") == """
        a.jsonc:1:63: error: services.wallet.replicas must be a whole number, not the text "two"
            1 | { version: 1, services: { wallet: { kind: 'Wallet', replicas: 'two' } } }
              |                                                               ^~~~~
          note: for example "replicas": 3
          help: orrery explain services.replicas

        """)
  }

  @Test func `where true is enough, a wrong type says so`() {
    let text = "{ version: 1, faults: [{ id: 'a', when: { at: '1s' }, do: { clog: '3s' } }] }"
    #expect(
      mistakes(text).hasPrefix(
        "a.jsonc:1:67: error: faults[0].do.clog must be true, or an object, not the text \"3s\"\n"),
      "\(mistakes(text))")
  }

  @Test func `a missing field points at the brace that opens its object`() {
    #expect(
      mistakes("{ version: 1, services: {\n  wallet: {\n    replicas: 2 } } }") == """
        a.jsonc:2:11: error: 'kind' is missing in services.wallet
            2 |   wallet: {
              |           ^
          note: the registered kind of service; for example "kind": "Wallet"
          help: orrery explain services

        """)
  }

  @Test func `a word that is none of the known ones lists them`() {
    #expect(
      mistakes("{ version: 1, record: { level: 'mesages' } }") == """
        a.jsonc:1:32: error: record.level cannot be 'mesages'
            1 | { version: 1, record: { level: 'mesages' } }
              |                                ^~~~~~~~~ did you mean 'messages'?
          note: it is one of verdict, messages, full
          help: orrery explain record.level

        """)
  }

  @Test func `a service that is not there lists those that are`() {
    let text = """
      { version: 1, services: { wallet: { kind: "Wallet" }, orders: { kind: "OrderSaga" } },
        faults: [{ id: "a", when: { at: "1s" }, do: { crash: true }, on: "walet" }] }
      """
    #expect(
      mistakes(text) == """
        a.jsonc:2:68: error: unknown service 'walet'
            2 |   faults: [{ id: "a", when: { at: "1s" }, do: { crash: true }, on: "walet" }] }
              |                                                                    ^~~~~~~ \
        did you mean 'wallet'?
          note: known are wallet, orders
          help: orrery explain faults

        """)
  }

  @Test func `a version that is not known says so before anything else`() {
    let text = mistakes("{ version: 2, novelty: true }")
    #expect(text.contains("error: version 2 of the scenario language is not known here"))
    #expect(!text.contains("unknown field"))
  }

  @Test func `several mistakes are reported at once and at most twenty`() {
    let fields = (0..<30).map { "f\($0): 1" }.joined(separator: ", ")
    let result = reading("{ version: 1, \(fields) }")
    #expect(result.diagnostics.count == 20)
    #expect(result.omitted == 10)
    #expect(result.scenario == nil)
  }

  @Test func `several mistakes of form are reported at once`() {
    let text = """
      {
        "version": 1
        "title": hello,
        "limits": { "time": 250ms },
        "tags": ["a" "b"},
      }
      """
    let result = reading(text)
    #expect(
      result.diagnostics.map { "\($0.place?.line ?? 0): \($0.message)" } == [
        "3: a ',' or '}' is expected before this",
        "3: a text needs quotes",
        "4: a number with a unit needs quotes",
        "5: a ',' or ']' is expected before this",
        "5: '}' cannot close the '[' of line 5, ']' is expected",
      ])
  }

  @Test func `a fault after the end of the run is a warning`() {
    let text = """
      { version: 1, limits: { time: "30s" },
        faults: [{ id: "late", when: { at: "40s" }, do: { heal: true } }] }
      """
    let result = reading(text)
    #expect(result.scenario != nil)
    #expect(
      DiagnosticText.text(result.diagnostics) == """
        a.jsonc:2:38: warning: the fault 'late' can never fire: it waits for 40s, the run ends \
        after 30s
            2 |   faults: [{ id: "late", when: { at: "40s" }, do: { heal: true } }] }
              |                                      ^~~~~

        """)
  }

  @Test func `a range that ends before it begins is turned round`() {
    #expect(
      mistakes("{ version: 1, network: { default: { latency: '20ms..1ms' } } }")
        .contains("the range ends before it begins"))
  }
}
