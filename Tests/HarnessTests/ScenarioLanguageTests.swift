import Foundation
import Harness
import Testing

@Suite struct ScenarioLanguageTests {
  /// The committed file, which is written anew when `ORRERY_RECORD=1` asks for it.
  func expectCurrent(_ path: String, _ text: String) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: path)
    if ProcessInfo.processInfo.environment["ORRERY_RECORD"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    let committed = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(committed == text, "\(path) is out of date: run this test with ORRERY_RECORD=1")
  }

  @Test func `the committed schema is made from the table`() throws {
    try expectCurrent(ScenarioSchema.path, ScenarioSchema.text())
  }

  @Test func `the committed article is made from the table`() throws {
    try expectCurrent(ScenarioArticle.path, ScenarioArticle.text())
  }

  @Test func `the schema is JSON that refuses unknown fields`() throws {
    let object = try JSONSerialization.jsonObject(with: Data(ScenarioSchema.text().utf8))
    let schema = try #require(object as? [String: Any])
    #expect(schema["additionalProperties"] as? Bool == false)
    #expect((schema["patternProperties"] as? [String: Any])?.keys.first == "^x-")
    let definitions = try #require(schema["$defs"] as? [String: Any])
    let action = try #require(definitions["Action"] as? [String: Any])
    #expect((action["oneOf"] as? [Any])?.count == 26)
  }

  @Test func `every topic is explained`() {
    #expect(ScenarioExplanation.topics.count > 150)
    for topic in ScenarioExplanation.topics {
      #expect(ScenarioExplanation.text(topic)?.hasPrefix("\(topic)  ") == true)
    }
    #expect(ScenarioExplanation.text("faults.do.droop") == nil)
    #expect(ScenarioExplanation.nearest("faults.do.droop") == "faults.do.drop")
    #expect(ScenarioExplanation.nearest("replicas") == "services.replicas")
  }

  @Test func `an explanation has the type, the meaning and an example`() {
    #expect(
      ScenarioExplanation.text("faults[0].do.crash") == """
        faults[0].do.crash  true, or an object

          Hosts stop at once and lose their memory.

          example   "crash": true

          A host that stops at once.

          wipeDisk  whether its disk is lost too
          machine   whether the machine goes down too, so that callers are not even refused

          crash
            does      The process ends at once; callers lose their connections, unless the machine is down.
            survives  What was synced to the disk, unless it is wiped; the clocks.
            conclude  A broken connection says nothing; a refused one, that nothing was done.

        """)
    #expect(ScenarioExplanation.text("services.wallet.replicas")?.contains("default   1") == true)
    #expect(ScenarioExplanation.text("")?.contains("services") == true)
  }

  @Test func `every example in the table can be read`() throws {
    for topic in ScenarioExplanation.topics {
      let page = try #require(ScenarioExplanation.text(topic))
      let line = try #require(page.split(separator: "\n").first { $0.hasPrefix("  example") })
      var diagnostics = DiagnosticList()
      let text = "{ \(line.dropFirst(12)) }"
      let node = JSONReader.read(
        SourceFile(path: topic, bytes: Array(text.utf8)), into: &diagnostics)
      #expect(node != nil, "\(topic): \(text)")
    }
  }
}
