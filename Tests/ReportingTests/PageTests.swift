import Engine
import Foundation
import Harness
import Primitives
import Reporting
import Testing

@Suite struct PageTests {
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

  /// Runs of different kinds: a failure, a longer one, many events, texts that are hard to take
  /// apart.
  private func subjects() throws -> [ReportSubject] {
    let numbers =
      "007 0 00 -5 1.50 1e9 ٣ 12345678901234567 999999999999999 #\\u0007 \\u0001 "
      + (1...40).map(String.init).joined(separator: ",")
    return [
      try SampleRun.subject(SampleRun.unguarded, seed: 7),
      try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed),
      try SampleRun.subject(
        "Scenarios/Tour/03-many-checkouts.jsonc", seed: 1,
        replacing: [("\"count\": 12", "\"count\": 42")]),
      try SampleRun.subject(
        SampleRun.unguarded, seed: 7, replacing: [("\"1001\"", "\"\(numbers)\"")]),
      try SampleRun.subject(
        SampleRun.unguarded, seed: 7, replacing: [("\"1001\"", "\"00012 of 0999999999999999\"")]),
    ]
  }

  @Test func `a page has every event of a run as it was`() throws {
    var counts: [Int] = []
    for subject in try subjects() {
      let (record, trace) = (subject.record, subject.record.trace)
      let data = try PageData(HTMLReport(subject, isFull: true).text)
      let events = trace.events.prefix(record.traceLength)
      let graph = subject.explanation?.graph ?? CausalGraph(record)
      counts.append(data.count)
      #expect(data.sums("t") == events.map { Int($0.instant.nanoseconds) })
      #expect(data.part(0) == events.map { Int($0.kind.rawValue) })
      #expect(data.part(1) == events.map { Int($0.place) })
      #expect(data.part(2) == events.map { Int($0.peer) })
      let isAboutMessage = events.map {
        $0.kind == .messageSent || $0.kind == .messageDelivered || $0.kind.isFate
      }
      #expect(data.messages == zip(events, isAboutMessage).map { $1 ? Int($0.subject) : -1 })
      #expect(data.sources == zip(events, isAboutMessage).map { $1 ? Int($0.cause) : -1 })
      #expect(data.operations == graph.operations.map(Int.init))
      #expect(
        data.edges
          == events.indices.map { graph.causes(of: $0).map { [$0.event, Int($0.kind.rawValue)] } })
      if let explanation = subject.explanation {
        #expect(data.cone("cone") == explanation.cone.events)
        #expect(data.cone("core") == explanation.core.events)
        #expect(data.fields["violation"] as? Int == explanation.violation)
      }
    }
    #expect(counts.contains { $0 > 4096 }, "\(counts)")
  }

  @Test func `a page has every text of a run as it was`() throws {
    for subject in try subjects() {
      let (record, trace) = (subject.record, subject.record.trace)
      let data = try PageData(HTMLReport(subject, isFull: true).text)
      let words = EventWords(record)
      let texts = try data.texts()
      #expect(texts.count == record.traceLength)
      for (event, found) in texts.enumerated() {
        let entry = trace.events[event]
        #expect(found == [words.label(event), trace.text(entry.detail), trace.text(entry.task)])
      }
      #expect(
        data.part(3).map { $0 & 1 == 1 } == (0..<record.traceLength).map { words.words($0) == nil })
      #expect(
        try data.changes()
          == record.stateChanges.map {
            ["\($0.event)", "\($0.place)", $0.key, $0.old ?? "-", $0.new ?? "-"]
          })
    }
  }

  @Test func `what many events have in common stands on a page once`() throws {
    let subject = try SampleRun.subject(
      "Scenarios/Tour/03-many-checkouts.jsonc", seed: 1,
      replacing: [("\"count\": 12", "\"count\": 42")])
    let page = HTMLReport(subject, isFull: true).text
    let data = try PageData(page)
    let forms = try #require(data.fields["forms"] as? [Any])
    #expect(data.count > 4000 && forms.count < 400, "\(forms.count)")
    #expect(page.utf8.count < 110_000 + 30 * data.count, "\(page.utf8.count)")
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
      let texts = try PageData(page).texts().flatMap { $0 }
      #expect(texts.contains { $0.contains(text) }, "\(text)")
    }
  }

  @Test
  func `texts that have no form stand a thousand and twenty-four to a line, in plain letters`()
    throws
  {
    let subject = try SampleRun.subject(
      "Scenarios/Tour/03-many-checkouts.jsonc", seed: 1,
      replacing: [
        ("\"count\": 12", "\"count\": 100"), ("console", "con\\u0007s\u{f6}le"),
        ("go on buying", "go on ↻ 🛒 buying"),
      ])
    let page = HTMLReport(subject).text
    let begin = try #require(page.range(of: "id=\"data\">"))
    let end = try #require(page.range(of: "</script>", range: begin.upperBound..<page.endIndex))
    #expect(page[begin.upperBound..<end.lowerBound].utf8.allSatisfy { $0 < 0x80 })
    let data = try PageData(page)
    let texts = try data.literals()
    let lines = try data.lines.suffix((texts.count + 1023) / 1024).map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String]).count
    }
    #expect(lines.count > 1 && lines.dropLast().allSatisfy { $0 == 1024 }, "\(lines)")
    #expect(texts.contains { $0.contains("con\u{7}söle") })
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
    let data = try PageData(page)
    let shown = data.count
    #expect(subject.record.traceLength > 20_000 && shown > 1000)
    #expect(page.contains("\(shown) of \(subject.record.traceLength) events on this page; all: "))
    let changes = try data.changes().count
    #expect(data.fields["chCut"] as? Int == subject.record.stateChanges.count - changes)
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
