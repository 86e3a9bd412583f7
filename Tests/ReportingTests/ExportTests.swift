import Engine
import Foundation
import Harness
import Reporting
import Testing

@Suite struct ExportTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private static let samples: [(String, Seed)] = [
    (SampleRun.unguarded, 7), (SampleRun.hunt, SampleRun.huntSeed),
  ]

  @Test func `arrows of a Chrome trace lie in open slices of their lanes`() throws {
    for (path, seed) in ExportTests.samples {
      let trace = try object(ChromeTrace(try SampleRun.subject(path, seed: seed)).text)
      let events = try #require(trace["traceEvents"] as? [[String: Any]])
      var open: [String: [(from: Double, to: Double)]] = [:]
      var starts: Set<Int> = []
      var ends: Set<Int> = []
      for event in events {
        let phase = try #require(event["ph"] as? String)
        guard ["X", "s", "f"].contains(phase) else { continue }
        let time = try #require(event["ts"] as? Double)
        let lane = "\(event["pid"] ?? "") \(event["tid"] ?? "")"
        if phase == "X" {
          let length = try #require(event["dur"] as? Double)
          #expect(length >= 0.001)
          open[lane, default: []].removeAll { $0.to <= time && $0.from < time }
          if let outer = open[lane]?.last {
            #expect(time + length <= outer.to + 0.0001, "slices of \(lane) overlap at \(time)")
          }
          open[lane, default: []].append((time, time + length))
        } else {
          #expect(open[lane, default: []].contains { $0.from <= time && time <= $0.to })
          let id = try #require(event["id"] as? Int)
          if phase == "s" { #expect(starts.insert(id).inserted) } else { ends.insert(id) }
          if phase == "f" { #expect(event["bp"] as? String == "e") }
        }
      }
      #expect(starts == ends && starts.count > 3)
    }
  }

  @Test func `spans have parents that are there, and times that viewers take`() throws {
    for (path, seed) in ExportTests.samples {
      let exports = SpanExports(try SampleRun.subject(path, seed: seed), isFull: true)
      let data = try #require(try object(exports.jaeger)["data"] as? [[String: Any]])
      var ids: Set<String> = []
      for trace in data {
        #expect((trace["traceID"] as? String)?.count == 32)
        let spans = try #require(trace["spans"] as? [[String: Any]])
        for span in spans { #expect(ids.insert(span["spanID"] as? String ?? "").inserted) }
        for span in spans {
          #expect((span["startTime"] as? Int ?? 0) > 0 && (span["duration"] as? Int ?? 0) >= 1)
          for reference in span["references"] as? [[String: Any]] ?? [] {
            #expect(ids.contains(reference["spanID"] as? String ?? "?"))
          }
        }
      }
      let zipkin = try JSONSerialization.jsonObject(with: Data(exports.zipkin.utf8))
      let spans = try #require(zipkin as? [[String: Any]])
      #expect(spans.count == ids.count && !spans.isEmpty)
      #expect(spans.allSatisfy { ($0["duration"] as? Int ?? 0) >= 1 && $0["localEndpoint"] != nil })
    }
  }

  @Test func `OpenTelemetry's form has hexadecimal ids, times as texts and kinds as numbers`()
    throws
  {
    let exports = SpanExports(try SampleRun.subject(SampleRun.unguarded, seed: 7), isFull: true)
    let resources = try #require(try object(exports.otlp)["resourceSpans"] as? [[String: Any]])
    let scopes = resources.flatMap { $0["scopeSpans"] as? [[String: Any]] ?? [] }
    let spans = scopes.flatMap { $0["spans"] as? [[String: Any]] ?? [] }
    #expect(spans.count > 4)
    for span in spans {
      #expect((span["traceId"] as? String ?? "").count == 32)
      let id = span["spanId"] as? String ?? ""
      #expect(id.allSatisfy { $0.isHexDigit } && id.count == 16)
      #expect(Int(span["startTimeUnixNano"] as? String ?? "") ?? 0 > 1_700_000_000_000_000_000)
      #expect((1...3).contains(span["kind"] as? Int ?? 0))
    }
  }

  @Test func `diagrams stay within what their viewers take and say what they leave out`() throws {
    for (path, seed) in ExportTests.samples {
      let diagram = SequenceDiagram(try SampleRun.subject(path, seed: seed))
      #expect(diagram.mermaid.hasPrefix("sequenceDiagram\n"))
      #expect(diagram.mermaid.utf8.count < 50_000)
      #expect(diagram.mermaid.contains("VIOLATION"))
      #expect(diagram.plantUML.hasPrefix("@startuml\n") && diagram.plantUML.hasSuffix("@enduml\n"))
    }
  }

  @Test func `ShiViz's clocks count each host's lines without holes`() throws {
    let log = CauseGraphExport(
      try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed), isFull: true
    ).shiViz
    let lines = log.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("(?<event>"))
    var counts: [String: Int] = [:]
    for line in lines.dropFirst() where line.hasSuffix("}") {
      let host = String(line.prefix { $0 != " " })
      let clock = try object(String(line.dropFirst(host.count + 1)))
      counts[host, default: 0] += 1
      #expect(clock[host] as? Int == counts[host], "\(line)")
    }
    #expect(counts.count == 3)
  }

  @Test func `an event stream tells every event once, in order`() throws {
    let subject = try SampleRun.subject(SampleRun.hunt, seed: SampleRun.huntSeed)
    let lines = EventStream(subject, isFull: false).text.split(separator: "\n").map(String.init)
    #expect(lines.count == subject.record.traceLength + 2)
    for (index, line) in lines.dropFirst().dropLast().enumerated() {
      #expect(try object(line)["event"] as? Int == index)
    }
    #expect(try object(lines[0])["schema"] as? String == "orrery.events/1")
    let schema = try object(EventStream.schema)
    #expect(schema["$defs"] != nil)
  }

  @Test func `a failure's results name the law, the way to it and a fingerprint`() throws {
    let sarif = try object(SARIFExport(try SampleRun.subject(SampleRun.unguarded, seed: 7)).text)
    let run = try #require((sarif["runs"] as? [[String: Any]])?.first)
    let result = try #require((run["results"] as? [[String: Any]])?.first)
    #expect(result["ruleId"] as? String == "deducted-at-most-once")
    let other = try object(SARIFExport(try SampleRun.subject(SampleRun.unguarded, seed: 8)).text)
    let otherRun = try #require((other["runs"] as? [[String: Any]])?.first)
    let otherResult = try #require((otherRun["results"] as? [[String: Any]])?.first)
    let print = result["partialFingerprints"] as? [String: String]
    #expect(print == otherResult["partialFingerprints"] as? [String: String] && print != nil)
  }

  @Test func `hostile texts leave every export intact`() throws {
    let text = "</script>\u{202e} | ; # { } % \\ ' \u{2028} 👩‍👩‍👧 ]]> &amp;"
    let quoted = String(
      decoding: try JSONSerialization.data(withJSONObject: [text]), as: UTF8.self
    ).dropFirst().dropLast()
    let subject = try SampleRun.subject(
      SampleRun.unguarded, seed: 7, replacing: [("\"1001\"", "\(quoted)")])
    let spans = SpanExports(subject, isFull: true)
    for json in [
      ChromeTrace(subject).text, spans.otlp, spans.jaeger, SARIFExport(subject).text,
    ] {
      #expect(try !object(json).isEmpty)
    }
    for line in EventStream(subject, isFull: true).text.split(separator: "\n") {
      #expect(try !object(String(line)).isEmpty)
    }
    let picture = SpaceTimePicture(subject.record, subject.explanation).text
    #expect(!picture.contains("</script>") && !picture.contains("\u{202e}"))
    for line in SequenceDiagram(subject).mermaid.split(separator: "\n").dropFirst(2) {
      #expect(!line.contains(";") && !line.contains("#"), "\(line)")
    }
  }

  @Test func `a JSON text holds whatever a text holds`() throws {
    for text in SampleRun.hostile {
      var writer = JSONWriter()
      writer.list([text])
      let value = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String]
      #expect(value == [text])
      #expect(!writer.text.contains("<"))
    }
  }
}
