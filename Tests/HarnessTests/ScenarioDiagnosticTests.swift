import Harness
import Testing

@Suite struct ScenarioDiagnosticTests {
  func diagnostic(_ text: String, _ part: String) -> Diagnostic {
    let bytes = Array(text.utf8)
    let sought = Array(part.utf8)
    let start = bytes.indices.first { bytes[$0...].starts(with: sought) } ?? 0
    let place = SourcePlace(SourceFile(path: "f", bytes: bytes), start..<start + sought.count)
    return Diagnostic(.badValue, at: place, "wrong")
  }

  @Test func `tabs are shown as spaces and counted as one character`() {
    #expect(
      DiagnosticText.text(diagnostic("\ta\tbad", "bad")) == """
        f:1:4: error: wrong
            1 |     a   bad
              |         ^~~

        """)
  }

  @Test func `wide characters move the mark by two`() {
    #expect(
      DiagnosticText.text(diagnostic("漢字 é bad", "bad")) == """
        f:1:6: error: wrong
            1 | 漢字 é bad
              |        ^~~

        """)
  }

  @Test func `a line that is too wide is cut around the mark`() {
    let long = String(repeating: "x", count: 500)
    let text = DiagnosticText.text(diagnostic(long + "bad" + long, "bad"))
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "f:1:501: error: wrong")
    #expect(lines[1].count < 115)
    #expect(lines[1].contains("…x"))
    let mark = lines[2].firstIndex(of: "^").map {
      lines[2].distance(from: lines[2].startIndex, to: $0)
    }
    let word = lines[1].firstIndex(of: "b").map {
      lines[1].distance(from: lines[1].startIndex, to: $0)
    }
    #expect(mark == word)
  }

  @Test func `control characters are shown as replacement marks`() {
    #expect(DiagnosticText.text(diagnostic("\u{1B}[31m bad", "bad")).contains("| \u{FFFD}[31m bad"))
  }

  @Test func `a line may end in a carriage return`() {
    #expect(!DiagnosticText.text(diagnostic("a\r\nbad\r\nc", "bad")).contains("\r"))
  }

  @Test func `machines read objects`() {
    var mistake = diagnostic("one\n  \"two\"", "\"two\"")
    mistake.fix = "three"
    #expect(
      DiagnosticExport.json([mistake]) == """
        [
          { "file": "f", "line": 2, "column": 3, "endColumn": 8, "severity": "error", \
        "code": "bad-value", "message": "wrong", "fix": "three" }
        ]

        """)
    #expect(DiagnosticExport.json([]) == "[]\n")
  }

  @Test func `annotations escape what GitHub takes for signs`() {
    let place = SourcePlace(SourceFile(path: "a,b:c%.jsonc", bytes: Array("abc".utf8)), 0..<3)
    var mistake = Diagnostic(.badValue, at: place, "50% of\nwhat: this, that")
    mistake.notes = ["more"]
    #expect(
      DiagnosticExport.github([mistake])
        == "::error file=a%2Cb%3Ac%25.jsonc,line=1,col=1,endColumn=4,title=bad-value"
        + "::50%25 of%0Awhat: this, that%0Amore\n")
  }

  @Test func `at most ten annotations are written`() {
    let mistakes = (0..<14).map { Diagnostic(.syntax, at: nil, "\($0)") }
    let lines = DiagnosticExport.github(mistakes, omitted: 3).split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines.last == "::error::and 8 more, see the log")
  }

  @Test func `the nearest name is found when it is near enough`() {
    let names = ["drop", "delay", "duplicate", "lose-reply"]
    #expect(NearestName.find("droop", among: names) == "drop")
    #expect(NearestName.find("dealy", among: names) == "delay")
    #expect(NearestName.find("loseReply", among: names) == "lose-reply")
    #expect(NearestName.find("banana", among: names) == nil)
    #expect(NearestName.find("", among: names) == nil)
    #expect(NearestName.find(String(repeating: "x", count: 1000), among: names) == nil)
  }
}
