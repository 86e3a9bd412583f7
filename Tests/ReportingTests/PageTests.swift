import Engine
import Foundation
import Harness
import Reporting
import Testing

@Suite struct PageTests {
  /// Everything that the data of a page say, with all texts in one list.
  private func data(of page: String) throws -> [String: Any] {
    let begin = try #require(page.range(of: "id=\"data\">"))
    let end = try #require(page.range(of: "</script>", range: begin.upperBound..<page.endIndex))
    let lines = try page[begin.upperBound..<end.lowerBound].split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8))
    }
    var data = try #require(lines.first as? [String: Any])
    data.merge(try #require(lines.dropFirst().first as? [String: Any])) { first, _ in first }
    data["strings"] = lines.dropFirst(2).flatMap { $0 as? [String] ?? [] }
    return data
  }

  @Test func `a page asks nothing of any network`() throws {
    let page = HTMLReport(try SampleRun.subject(SampleRun.unguarded, seed: 7)).text
    #expect(page.contains("default-src 'none'"))
    for word in ["https://", "fetch(", "XMLHttpRequest", "import(", "<link", "<img", "@import"] {
      #expect(!page.contains(word), "\(word)")
    }
    // The one address in it names the format of pictures.
    #expect(
      page.components(separatedBy: "http://").count - 1
        == page.components(separatedBy: "http://www.w3.org/2000/svg").count - 1)
  }

  @Test func `a page says verdict, story and replay line in its markup`() throws {
    let subject = try SampleRun.subject(SampleRun.unguarded, seed: 7)
    let page = HTMLReport(subject).text
    let markup = page[..<(try #require(page.range(of: "<script")).lowerBound)]
    for words in [
      "deducted-at-most-once", "order 1001 takes its 1 console once", "taken 2 times, 2 in all",
      subject.replay, "\(subject.record.digest)", "inventory-1 crashes (fault die-before-reply)",
      "<svg",
    ] {
      #expect(markup.contains(words), "\(words)")
    }
  }

  @Test func `the columns of a page have one number for every event`() throws {
    let subject = try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed)
    let data = try data(of: HTMLReport(subject).text)
    for name in ["t", "k", "p", "q", "c", "x", "d", "w", "m", "o"] {
      let column = try #require(data[name] as? [Int], "\(name)")
      #expect(column.count == subject.record.traceLength, "\(name)")
    }
    let cone = try #require(data["cone"] as? [Int])
    #expect(cone.reduce(0, +) == subject.record.traceLength)
    #expect(data["violation"] as? Int == subject.explanation?.violation)
  }

  @Test func `what a scenario holds leaves the page intact`() throws {
    let plain = HTMLReport(try SampleRun.subject(SampleRun.unguarded, seed: 7)).text
    let ends = plain.components(separatedBy: "</script>").count
    for text in SampleRun.hostile where !text.contains("\u{0}") {
      let quoted = String(
        decoding: try JSONSerialization.data(
          withJSONObject: [text], options: [.withoutEscapingSlashes]), as: UTF8.self
      ).dropFirst().dropLast()
      let subject = try SampleRun.subject(
        SampleRun.unguarded, seed: 7,
        replacing: [
          ("\"A crash between commit and reply makes a retry take the stock twice\"", "\(quoted)"),
          ("\"1001\"", "\(quoted)"),
        ])
      let page = HTMLReport(subject).text
      #expect(page.components(separatedBy: "</script>").count == ends, "\(text)")
      #expect(page.components(separatedBy: "<script").count - 1 == 3, "\(text)")
      #expect(!page.contains("<!--"), "\(text)")
      let strings = try #require(try data(of: page)["strings"] as? [String])
      #expect(strings.contains { $0.contains(text) }, "\(text)")
    }
  }

  @Test func `the texts of a page stand a thousand and twenty-four to a line, in plain letters`()
    throws
  {
    let subject = try SampleRun.subject(
      "Scenarios/Tour/03-many-checkouts.jsonc", seed: 1,
      replacing: [("\"count\": 12", "\"count\": 40"), ("go on buying", "go on ↻ 🛒 buying")])
    let page = HTMLReport(subject).text
    let begin = try #require(page.range(of: "id=\"data\">"))
    let end = try #require(page.range(of: "</script>", range: begin.upperBound..<page.endIndex))
    let block = page[begin.upperBound..<end.lowerBound]
    #expect(block.utf8.allSatisfy { $0 < 0x80 })
    let counts = try block.split(separator: "\n").dropFirst(2).map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String]).count
    }
    #expect(counts.count > 1 && counts.dropLast().allSatisfy { $0 == 1024 })
    let texts = try #require(try data(of: page)["strings"] as? [String])
    #expect(texts.contains { $0.contains("…") || $0.contains("×") })
  }

  @Test func `a content over four kilobytes is cut, with its size and the command for all of it`()
    throws
  {
    let long = String(repeating: "a-very-long-order-", count: 6_000)
    let subject = try SampleRun.subject(
      SampleRun.unguarded, seed: 7, replacing: [("\"1001\"", "\"\(long)\"")])
    let page = HTMLReport(subject).text
    #expect(page.utf8.count < 400_000)
    #expect(page.contains("[cut: 4096 of "))
    #expect(page.contains("--format events --full"))
  }

  @Test func `a small failure takes a small page`() throws {
    let page = HTMLReport(try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed)).text
    #expect(page.utf8.count < 250_000)
  }

  @Test func `a large run takes two megabytes at most and says what it leaves out`() throws {
    let subject = try SampleRun.subject(
      "Scenarios/Tour/03-many-checkouts.jsonc", seed: 1,
      replacing: [("\"count\": 12", "\"count\": 250")])
    let page = HTMLReport(subject).text
    #expect(page.utf8.count <= 2_000_000)
    let data = try data(of: page)
    let shown = try #require(data["t"] as? [Int]).count
    #expect(subject.record.traceLength > 20_000 && shown > 1000)
    #expect(page.contains("\(shown) of \(subject.record.traceLength) events on this page; all: "))
    let changes = try #require(data["ch"] as? [Int]).count / 5
    #expect(data["chCut"] as? Int == subject.record.stateChanges.count - changes)
    #expect(changes > 100 && changes < subject.record.stateChanges.count)
  }

  @Test func `a page without a violation says that every law held`() throws {
    let page = HTMLReport(
      try SampleRun.subject("Scenarios/Hazards/double-deduction/idempotency-key.jsonc", seed: 7)
    ).text
    #expect(page.contains("Every law held"))
    #expect(page.contains("id=\"data\""))
  }

  @Test func `two pages of one run are the same, byte for byte`() throws {
    let first = HTMLReport(try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed)).text
    let second = HTMLReport(try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed)).text
    #expect(first == second)
  }
}
