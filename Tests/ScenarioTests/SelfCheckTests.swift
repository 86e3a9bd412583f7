import Testing

/// Leaks that were planted in services, one of each class, found by the command and named.
@Suite struct SelfCheckTests {
  /// A kind of service that leaks, what selfcheck says of it, and how its code is found.
  struct Leak: CustomTestStringConvertible, Sendable {
    let kind: String
    let likely: String
    /// Whether the leak is seen where it happens, so that the line of code is known.
    var source: String?
    /// What the two executions differ in, where two are compared.
    var between: String?

    var testDescription: String { kind }
  }

  static let leaks = [
    Leak(kind: "HashOrder", likely: "hash order", between: "with different seeds of hash tables"),
    Leak(kind: "RealClock", likely: "real clock", source: "let now = Date()"),
    Leak(
      kind: "StaticState", likely: "static state", between: "of which one ran something else before"
    ),
    Leak(kind: "AddressKey", likely: "address as a key", between: "in equal surroundings"),
    Leak(
      kind: "EqualTimers", likely: "order of equal timers",
      between: "with different seeds of hash tables"),
    Leak(
      kind: "FloatRounding", likely: "float rounding",
      between: "with different seeds of hash tables"),
    Leak(
      kind: "EnvironmentVariable", likely: "environment variable",
      between: "with different environments"
    ),
    Leak(kind: "VariableRead", likely: "environment variable", source: "getenv("),
    Leak(kind: "ForeignThread", likely: "foreign thread", source: "DispatchQueue.global()"),
    Leak(kind: "Entropy", likely: "entropy of the system", source: "Int.random"),
  ]

  private static func scenario(_ kind: String) -> String {
    """
    { "version": 1, "name": "leaky",
      "services": { "leaky": { "kind": "\(kind)" }, "bell": { "kind": "Sound" } },
      "workload": [ { "id": "ask", "from": "client:alice", "do": "ask", "at": "1ms" } ],
      "settle": { "for": "1s" } }
    """
  }

  private static func check(_ kind: String, _ line: String) throws -> OrreryCommand.Ending {
    let scratch = try ScratchFolder()
    try scratch.write("leaky.jsonc", scenario(kind))
    return try OrreryCommand(folder: scratch.url, environment: ["LEAKY_DISCOUNT": "10"]).run(line)
  }

  private static func part(_ label: String, of ending: OrreryCommand.Ending) -> String? {
    ending.lines.first { $0.hasPrefix(label + " ") }?.dropFirst(10).description
  }

  @Test(arguments: leaks) func `a planted leak is found and named`(_ leak: Leak) throws {
    let ending = try Self.check(leak.kind, "LeakyShop selfcheck leaky.jsonc --seeds 1..6")
    let told = "\(leak.kind)\n\(ending.output)\(ending.errors)"
    #expect(ending.code == 3, "\(told)")
    #expect(ending.lines.first?.contains("of 6 seeds") == true, "\(told)")
    #expect(Self.part("likely", of: ending)?.hasPrefix(leak.likely + ": ") == true, "\(told)")
    let seed = try #require(Self.part("seed", of: ending), "\(told)")
    if let between = leak.between {
      #expect(ending.lines.first?.hasPrefix("DIFFERENT") == true, "\(told)")
      #expect(Self.part("between", of: ending)?.hasSuffix(between) == true, "\(told)")
      let event = try #require(Self.part("event", of: ending), "\(told)")
      #expect(event.contains(" on leaky-1, task "), "\(told)")
      if event.contains("task leaky worker") {
        let before = try #require(Self.part("after", of: ending), "\(told)")
        #expect(before.contains(" s, message-delivered 'leaky.ask request"), "\(told)")
      }
      #expect(Self.part("first", of: ending) != Self.part("second", of: ending), "\(told)")
    }
    if let source = leak.source {
      let place = try #require(Self.part("source", of: ending), "\(told)").split(separator: ":")
      let line = try #require(place.last.flatMap { Int($0) }, "\(told)")
      let code = Project.text("Tests/LeakyShop/Leaks.swift").split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(place[0].hasSuffix("Tests/LeakyShop/Leaks.swift"), "\(told)")
      #expect(code[line - 1].contains(source), "\(told)")
      #expect(Self.part("escape", of: ending)?.contains(" on leaky-1 ") == true, "\(told)")
    }
    #expect(
      Self.part("again", of: ending) == "leaky-shop selfcheck leaky.jsonc --seeds \(seed)",
      "\(told)")
  }

  @Test func `services that ask the seam are the same twice`() throws {
    let ending = try Self.check("Sound", "LeakyShop selfcheck leaky.jsonc --seeds 1..40")
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.output == "same  leaky.jsonc  40 seeds, twice each\n")
    #expect(ending.errors.contains("fewer than 3 in 40 do not repeat"))
  }

  @Test func `code that was written without the seam is the same twice`() throws {
    let ending = try Self.check("Foreign", "LeakyShop selfcheck leaky.jsonc --seeds 1..40")
    #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    let lines = ["run", "run"].map { _ in
      try? Self.check("Foreign", "LeakyShop probe leaky.jsonc --seeds 1..10").output
    }
    #expect(lines[0] != nil && lines[0] == lines[1])
    #expect(
      Set(lines[0]?.split(separator: "\n").map { $0.split(separator: "\t")[2] } ?? []).count == 10)
  }

  // MARK: Samples

  @Test func `run repeats a share of its runs and says so in one line`() throws {
    func line(_ option: String) throws -> String? {
      let ending = try OrreryCommand.run(
        "orrery run Scenarios/Tour/01-first-order.jsonc --seeds 1..200 \(option)")
      #expect(ending.code == 0, "\(ending.errors)")
      return ending.errors.split(separator: "\n").first { $0.hasPrefix("selfcheck: ") }.map(
        String.init)
    }
    let usual = try #require(try line(""))
    let count = try #require(usual.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    #expect(usual == "selfcheck: \(count) seeds run twice more, all the same")
    #expect((4...17).contains(count))
    #expect(try line("") == usual, "the same seeds are chosen again")
    #expect(try line("--selfcheck 100%")?.contains(" 200 seeds ") == true)
    #expect(try line("--selfcheck 1/100000")?.contains(" 1 seed ") == true)
    #expect(try line("--selfcheck 0") == nil)
  }

  @Test func `run ends with 3 where a run does not repeat`() throws {
    let ending = try Self.check("HashOrder", "LeakyShop run leaky.jsonc --seeds 1..4")
    #expect(ending.code == 3, "\(ending.errors)")
    #expect(ending.errors.contains("selfcheck: 1 of 1 seed did not repeat\n"), "\(ending.errors)")
    #expect(ending.errors.contains("likely    hash order: "), "\(ending.errors)")
    #expect(ending.output.hasPrefix("leaky.jsonc  holds in 4 seeds\n"))
    #expect(try Self.check("HashOrder", "LeakyShop run leaky.jsonc --selfcheck 0").code == 0)
  }
}
