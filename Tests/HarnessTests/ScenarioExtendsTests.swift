import Engine
import Harness
import Primitives
import Testing

@Suite struct ScenarioExtendsTests {
  let base = """
    { version: 1, name: "base", title: "The base",
      params: { guard: { default: "off", values: ["off", "key"] } },
      services: { wallet: { kind: "Wallet", replicas: 2, config: { guard: "${guard}" } } },
      tags: ["a", "b"],
      faults: [{ id: "one", when: { at: "1s" }, do: { heal: true } },
               { id: "two", when: { at: "2s" }, do: { heal: true } }],
      expect: { verdict: "violated", property: "p" },
      properties: [{ id: "p", kind: "never", expr: "a" }] }
    """

  @Test func `objects merge, lists with ids merge by them, other lists replace`() throws {
    let child = """
      { extends: "../base.jsonc", services: { wallet: { replicas: 3 } }, tags: ["c"],
        faults: [{ id: "two", when: { at: "5s" } },
                 { id: "three", when: { at: "3s" }, do: { heal: true } }],
        params: { guard: { default: "key" } },
        expect: { verdict: "holds", property: null } }
      """
    let scenario = try #require(
      reading(child, path: "dir/child.x.jsonc", files: ["base.jsonc": base]).scenario)
    #expect(scenario.name == "child")
    #expect(scenario.title == "The base")
    #expect(scenario.tags == ["c"])
    #expect(scenario.services["wallet"]?.replicas == 3)
    #expect(scenario.services["wallet"]?.config["guard"]?.text == "key")
    #expect(scenario.faults.map(\.id) == ["one", "two", "three"])
    #expect(scenario.faults.map { $0.when.at?.least.text } == ["1s", "5s", "3s"])
    #expect(scenario.expect.verdict == .holds)
    #expect(scenario.expect.property == nil)
  }

  @Test func `an empty list takes everything away`() throws {
    let child = "{ extends: 'base.jsonc', faults: [] }"
    let scenario = try #require(reading(child, files: ["base.jsonc": base]).scenario)
    #expect(scenario.faults.isEmpty)
  }

  @Test func `a circle of files is shown`() {
    let files = ["b.jsonc": "{ extends: 'a.jsonc' }", "a.jsonc": "{ extends: './b.jsonc' }"]
    #expect(
      mistakes("{ extends: './b.jsonc' }", files: files) == """
        b.jsonc:1:12: error: 'a.jsonc' extends itself
            1 | { extends: 'a.jsonc' }
              |            ^~~~~~~~~
          note: a.jsonc -> b.jsonc -> a.jsonc
          help: orrery explain extends

        """)
  }

  @Test func `a file that is not there is named`() {
    #expect(
      mistakes("{ version: 1, extends: 'c.jsonc' }", path: "x/a.jsonc") == """
        x/a.jsonc:1:24: error: there is no file 'x/c.jsonc'
            1 | { version: 1, extends: 'c.jsonc' }
              |                        ^~~~~~~~~
          help: orrery explain extends

        """)
  }

  @Test func `a mistake in the other file is shown there`() {
    let text = mistakes(
      "{ extends: 'b.jsonc' }", files: ["b.jsonc": "{ version: 1,\n tidle: 'x' }"])
    #expect(text.hasPrefix("b.jsonc:2:2: error: unknown field 'tidle' in the scenario"))
  }

  @Test func `a chain without end is cut`() {
    let reader = ScenarioReader { path in Array("{ extends: 'x\(path)' }".utf8) }
    let result = reader.read(path: "a", bytes: Array("{ extends: 'b' }".utf8))
    #expect(result.diagnostics.map(\.message) == ["more than 16 files extend each other"])
  }

  @Test func `a parameter can be set from outside`() throws {
    let set = [try ScenarioSetting("guard=key")]
    let scenario = try #require(reading(base, settings: set).scenario)
    #expect(scenario.services["wallet"]?.config["guard"]?.text == "key")
    #expect(scenario.matrix.map { $0.map(\.value) } == [["off"], ["key"]])
  }

  @Test func `settings that cannot be are refused`() throws {
    #expect(
      mistakes(base, settings: [try ScenarioSetting("gard=key")]) == """
        error: --set gard: the scenario has no such parameter
          note: did you mean 'guard'?
          note: known parameters are guard

        """)
    #expect(
      mistakes(base, settings: [try ScenarioSetting("guard=no")])
        .contains("error: parameter 'guard' cannot be 'no'"))
    #expect(throws: NotationMistake.self) { try ScenarioSetting("guard") }
  }

  @Test func `a parameter keeps the type it has where it is used alone`() throws {
    let text = """
      { version: 1, params: { n: { type: "integer", default: 3 }, t: { type: "duration", default: "2s" } },
        title: "n is ${n}, not $${n}", limits: { time: "${t}" },
        services: { w: { kind: "W", replicas: "${n}" } } }
      """
    let scenario = try #require(reading(text).scenario)
    #expect(scenario.services["w"]?.replicas == 3)
    #expect(scenario.limits.time == .seconds(2))
    #expect(scenario.title == "n is 3, not ${n}")
    let set = [try ScenarioSetting("n=5")]
    #expect(reading(text, settings: set).scenario?.services["w"]?.replicas == 5)
  }

  @Test func `a parameter that nobody declared is an error at its use`() {
    #expect(
      mistakes("{ version: 1, title: '${nme}', params: { name: { default: 'x' } } }")
        .hasPrefix("a.jsonc:1:22: error: unknown parameter 'nme'"))
  }

  @Test func `parameters cannot make a small file huge`() {
    let large = String(repeating: "b", count: 100_000)
    let uses = String(repeating: "'${a}${a}',", count: 1000)
    let result = reading("{ version: 1, params: { a: { default: '\(large)' } }, tags: [\(uses)] }")
    #expect(
      result.diagnostics.map(\.message) == [
        "the values of parameters make the file too large"
      ])
  }

  @Test func `a choice is made once for each seed`() throws {
    let text = """
      { version: 1,
        network: { default: { latency: { perSeed: ["50ms..100ms", "1s..2s"] } } },
        services: { w: { kind: "W", config: { tries: { perSeed: [1, 2, 3] } } } } }
      """
    let document = try #require(reading(text).document)
    #expect(
      document.scenario.choices.map(\.path.text) == [
        "services.w.config.tries", "network.default.latency",
      ])
    #expect(document.scenario.choices.map(\.alternatives.count) == [3, 2])
    #expect(
      document.scenario.network.fallback.latency == .uniform(.milliseconds(50), .milliseconds(100)))
    let variant = document.variant { _ in 1 }
    #expect(variant.network.fallback.latency == .uniform(.seconds(1), .seconds(2)))
    #expect(variant.services["w"]?.config["tries"] == .integer(2))
    #expect(variant.choices == document.scenario.choices)
  }

  @Test func `mistakes in any alternative of a choice are found`() {
    #expect(
      mistakes("{ version: 1, limits: { time: { perSeed: ['1s', 5] } } }")
        .contains("error: limits.time: 5 of what?"))
    #expect(
      mistakes("{ version: 1, limits: { time: { perSeed: [] } } }")
        .contains("error: 'perSeed' must be a list and stand alone"))
  }
}
