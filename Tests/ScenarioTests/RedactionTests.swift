import Testing

/// What a scenario wants left out of the record of its runs is nowhere to be read.
@Suite struct RedactionTests {
  private static func scenario(_ record: String) -> String {
    """
    {
      "version": 1, "name": "secret",
      "services": {
        "cabinet": {
          "kind": "Cabinet", "config": { "mistake": "cached", "pause": "40ms" },
          "seed": { "numbers": { "a": 0 } },
        },
      },
      "workload": [
        {
          "id": "write", "from": "client:alice", "do": "write", "args": { "value": "tiger-{n}" },
          "every": "7ms", "count": 8,
        },
        {
          "id": "read", "from": "client:bob", "do": "read", "args": { "key": "a" },
          "at": "3ms", "every": "5ms", "count": 12,
        },
      ],
      "properties": [{ "id": "one-copy", "kind": "linearizable", "model": "register" }],
      \(record)
      "search": { "seeds": "1..2" },
      "expect": { "verdict": "violated", "property": "one-copy" },
    }
    """
  }

  private static let formats = [
    "html", "text", "svg", "mermaid", "plantuml", "dot", "perfetto", "otlp", "jaeger", "zipkin",
    "shiviz", "events", "sarif",
  ]

  private static let commands =
    [
      "run a.jsonc", "run a.jsonc --json", "why a.jsonc", "why a.jsonc --json",
      "replay a.jsonc --seed 1 --log full", "run a.jsonc --out results --report junit,html,github",
      "selfcheck a.jsonc",
    ] + formats.map { "report a.jsonc --format \($0) --full -o -" }

  @Test func `a value to be left out is in no form of a report`() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "a.jsonc", RedactionTests.scenario("\"record\": { \"redact\": [\"value\"] },"))
    for command in RedactionTests.commands {
      let ending = try scratch.run("orrery \(command)")
      #expect(!(ending.output + ending.errors).contains("tiger"), "\(command)")
    }
    #expect(try scratch.run("ls results/junit.xml results/*.html").code == 0)
    #expect(try scratch.run("grep -l tiger results/junit.xml results/*.html").code == 1)
    // The file from which the runs can be gone on with holds the scenario, and no more of it.
    #expect(try scratch.run("grep -c tiger results/runs.orrery.jsonl").output == "1\n")
  }

  @Test func `a value given on the command line is left out as well`() throws {
    let scratch = try ScratchFolder()
    let text = RedactionTests.scenario(
      "\"record\": { \"redact\": [\"value\"] }, \"params\": { \"word\": { \"default\": \"lion\" } },"
    ).replacing("tiger-{n}", with: "${word}")
    try scratch.write("a.jsonc", text)
    for command in RedactionTests.commands {
      let ending = try scratch.run("orrery \(command) --set word=tiger-1")
      #expect(!(ending.output + ending.errors).contains("tiger"), "\(command)")
    }
    let shown = try scratch.run("orrery run a.jsonc --set word=tiger-1").output
    #expect(shown.contains("--set 'word=[redacted]'"), "\(shown)")
  }

  @Test func `without the field the value is there, so that the search for it means something`()
    throws
  {
    let scratch = try ScratchFolder()
    try scratch.write("a.jsonc", RedactionTests.scenario(""))
    for command in ["run a.jsonc", "report a.jsonc --format html --full -o -"] {
      #expect(try scratch.run("orrery \(command)").output.contains("tiger"), "\(command)")
    }
  }

  @Test func `the result says how many values were left out`() throws {
    let scratch = try ScratchFolder()
    let record = "\"record\": { \"redact\": [\"value\", \"valeu\"] },"
    try scratch.write("a.jsonc", RedactionTests.scenario(record))
    let text = try scratch.run("orrery run a.jsonc")
    #expect(text.output.contains("a.jsonc  left out: 34 values of 'value', 0 values of 'valeu'\n"))
    #expect(text.output.contains("left out  17 values of 'value', 0 values of 'valeu'\n"))
    #expect(text.errors.contains("field 'valeu' to be left out was met in none of 2 runs"))
    let json = try scratch.run("orrery run a.jsonc --json").output
    #expect(
      json.filter { !$0.isWhitespace }.contains("\"redacted\":[{\"field\":\"value\",\"count\":34}"))
  }

  @Test func `leaving something out changes no run`() throws {
    let scratch = try ScratchFolder()
    try scratch.write("a.jsonc", RedactionTests.scenario(""))
    try scratch.write(
      "b.jsonc", RedactionTests.scenario("\"record\": { \"redact\": [\"value\"] },"))
    let (open, hidden) = (
      try scratch.run("orrery probe a.jsonc").output, try scratch.run("orrery probe b.jsonc").output
    )
    #expect(open.replacing("a.jsonc", with: "") == hidden.replacing("b.jsonc", with: ""))
  }
}
