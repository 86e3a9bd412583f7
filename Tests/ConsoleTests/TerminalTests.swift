import Console
import Foundation
import Testing

@Suite struct TerminalTests {
  @Test func `colour is decided for each stream by itself`() {
    let captured = CapturedTerminal(output: false, errors: true)
    captured.terminal.print("\("FAIL", .failure) x")
    captured.terminal.note("\("see", .emphasis) y")
    #expect(captured.output == "FAIL x\n")
    #expect(captured.errors == "\u{1B}[1msee\u{1B}[0m y\n")
  }

  @Test func `the environment decides unless a choice was made`() {
    func colors(
      _ choice: ColorChoice, _ interactive: Bool, _ values: [String: String]
    ) -> Bool {
      choice.colors(interactive: interactive, environment: Environment(values))
    }
    #expect(colors(.auto, true, [:]))
    #expect(!colors(.auto, false, [:]))
    #expect(!colors(.auto, true, ["NO_COLOR": "1"]))
    #expect(colors(.auto, true, ["NO_COLOR": ""]))
    #expect(!colors(.auto, true, ["TERM": "dumb"]))
    #expect(colors(.auto, false, ["FORCE_COLOR": "1"]))
    #expect(colors(.auto, false, ["FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb"]))
    #expect(!colors(.auto, true, ["FORCE_COLOR": "0"]))
    #expect(colors(.always, false, ["NO_COLOR": "1"]))
    #expect(!colors(.never, true, ["FORCE_COLOR": "1"]))
  }

  @Test func `a line that says where goes on below itself on a narrow terminal`() {
    let line: StyledText = "  12  \("stock of console 10 - 1 = 9 and what", .warning) came of it"
    let lines = line.hanging(at: 6).folded(columns: 30)
    #expect(
      lines.map(\.plain) == [
        "  12  stock of console 10 - 1", "      = 9 and what came of it",
      ])
    #expect(lines[1].rendered(colored: true).contains("\u{1B}[33m= 9") == false)
    #expect(lines[1].rendered(colored: true).contains("\u{1B}[33m"))
    #expect(line.hanging(at: 6).folded(columns: 80).map(\.plain) == [line.plain])
    // Where the column leaves no room, the rest is indented a little; no word is broken.
    let narrow = line.hanging(at: 60).folded(columns: 30)
    #expect(narrow.count == 2 && narrow[1].plain.hasPrefix("    = 9"))
    let long = StyledText("  x  " + String(repeating: "y", count: 90)).hanging(at: 5)
    #expect(long.folded(columns: 40).last?.plain.hasSuffix("yyy") == true)
  }

  @Test func `only a terminal folds, and never a command`() {
    let line = StyledText("word " + String(repeating: "and more ", count: 20)).hanging(at: 5)
    let (file, screen) = (CapturedTerminal(output: false), CapturedTerminal(output: true))
    file.terminal.print(line)
    #expect(file.output.split(separator: "\n").count == 1)
    screen.terminal.print(line)
    let lines = screen.output.split(separator: "\n")
    #expect(lines.count == 3 && lines.allSatisfy { $0.count <= 80 }, "\(lines)")
    screen.terminal.print(StyledText(String(repeating: "replay it ", count: 20)))
    #expect(screen.output.split(separator: "\n").count == 4)
  }

  @Test func `control characters in text are shown and not obeyed`() {
    let text: StyledText = "\("a\u{1B}[2Jb\rc\u{202E}d", .success)"
    #expect(text.plain == "a\\u{1B}[2Jb\\u{D}c\\u{202E}d")
    #expect(StyledText("one\ttwo\nthree").plain == "one\ttwo\nthree")
  }

  @Test func `nothing is written after the reader left`() {
    let captured = CapturedTerminal()
    let terminal = captured.terminal
    captured.answerWrites(with: .readerGone)
    terminal.print("lost")
    captured.answerWrites(with: .written)
    terminal.print("after")
    #expect(captured.output.isEmpty)
    #expect(terminal.output.failure == nil)
  }

  @Test func `a pipe gets all of a long text and its end is quiet once nobody reads`() throws {
    let terminal = Terminal.system(environment: Environment([:]))
    #expect(terminal.width >= 40)
    let pipe = Pipe()
    let stream = TerminalStream.descriptor(pipe.fileHandleForWriting.fileDescriptor)
    let captured = CapturedTerminal()
    let piped = Terminal(
      output: stream, errors: captured.terminal.errors, width: 80,
      environment: Environment([:]), elapsed: { .zero })
    piped.write("results\n")
    #expect(pipe.fileHandleForReading.availableData == Data("results\n".utf8))
    try pipe.fileHandleForReading.close()
    for _ in 0..<3 { piped.print("more") }
    #expect(stream.failure == nil)
    #expect(captured.errors.isEmpty)
    #expect(!stream.isInteractive)
  }

  @Test func `a full disk is told`() throws {
    guard let full = FileHandle(forWritingAtPath: "/dev/full") else { return }
    let stream = TerminalStream.descriptor(full.fileDescriptor)
    let terminal = Terminal(
      output: stream, errors: CapturedTerminal().terminal.errors, width: 80,
      environment: Environment([:]), elapsed: { .zero })
    terminal.print("lost")
    #expect(stream.failure == "No space left on device")
  }

  @Test func `a service that runs commands unattended is recognised`() {
    func service(_ values: [String: String]) -> ContinuousIntegration? {
      ContinuousIntegration.detected(in: Environment(values))
    }
    #expect(service([:]) == nil)
    #expect(service(["CI": "false"]) == nil)
    #expect(service(["CI": "true"]) == .other)
    #expect(service(["CI": "true", "GITLAB_CI": "true"]) == .gitlab)
  }
}

@Suite struct ProgressLineTests {
  private let bar = "sweep  250/1000 seeds  [#####...............]  0 failing  eta 6s"

  @Test func `a person sees nothing in the first second and then one line redrawn`() {
    let captured = CapturedTerminal(errors: true)
    let progress = ProgressLine("sweep", total: 1000, unit: "seeds", terminal: captured.terminal)
    captured.advance(by: .milliseconds(900))
    progress.update(done: 100, details: ["0 failing"])
    #expect(captured.errors.isEmpty)
    captured.advance(by: .milliseconds(1100))
    progress.update(done: 250, details: ["0 failing"])
    #expect(captured.errors == "\r\u{1B}[K\(bar)")
    captured.forget()
    captured.advance(by: .milliseconds(99))
    progress.update(done: 260)
    #expect(captured.errors.isEmpty)
    captured.advance(by: .milliseconds(1))
    progress.update(done: 270)
    #expect(captured.errors.hasPrefix("\r\u{1B}[Ksweep  270/1000"))
    captured.forget()
    progress.finish()
    #expect(captured.errors == "\r\u{1B}[K")
  }

  @Test func `other lines push the redrawn line away`() {
    let captured = CapturedTerminal(output: true, errors: true)
    let terminal = captured.terminal
    let progress = ProgressLine("sweep", total: nil, unit: "seeds", terminal: terminal)
    captured.advance(by: .seconds(2))
    progress.update(done: 5)
    captured.forget()
    terminal.print("a result")
    #expect(captured.errors == "\r\u{1B}[K")
    captured.forget()
    terminal.note("a hint")
    #expect(captured.errors == "a hint\n")
  }

  @Test func `the redrawn line leaves the last column free`() {
    let captured = CapturedTerminal(errors: true, width: 40)
    let progress = ProgressLine(
      String(repeating: "漢", count: 40), total: 10, unit: "seeds", terminal: captured.terminal)
    captured.advance(by: .seconds(2))
    progress.update(done: 5)
    #expect(captured.errors == "\r\u{1B}[K" + String(repeating: "漢", count: 19))
  }

  @Test func `a log hears nothing of work that takes less than a second`() {
    let captured = CapturedTerminal()
    let progress = ProgressLine("sweep", total: 9, unit: "seeds", terminal: captured.terminal)
    captured.advance(by: .milliseconds(999))
    progress.update(done: 9)
    progress.finish()
    #expect(captured.errors.isEmpty)
  }

  @Test func `a log gets a first line, one each half minute and a last one`() {
    for environment in [[:], ["CI": "true"], ["TERM": "dumb"]] {
      let isTerminal = !environment.isEmpty
      let captured = CapturedTerminal(
        environment: environment.merging(["NO_COLOR": "1"]) { $1 }, errors: isTerminal)
      let progress = ProgressLine(
        "sweep", total: 100, unit: "seeds", terminal: captured.terminal)
      for second in 1...70 {
        captured.advance(by: .seconds(1))
        progress.update(done: second, details: ["0 failing"])
      }
      progress.finish()
      progress.finish()
      progress.update(done: 100)
      #expect(
        captured.errors == """
          sweep  1/100 seeds  0 failing  eta 1m 39s
          sweep  31/100 seeds  0 failing  eta 1m 9s
          sweep  61/100 seeds  0 failing  eta 39s
          sweep  70/100 seeds  0 failing  done in 1m 10s

          """)
    }
  }

  @Test func `a quiet command shows no progress`() {
    let captured = CapturedTerminal()
    let terminal = captured.terminal.adjusted(color: .auto, verbosity: .quiet)
    let progress = ProgressLine("sweep", total: 10, unit: "seeds", terminal: terminal)
    captured.advance(by: .seconds(60))
    progress.update(done: 3)
    progress.finish()
    #expect(captured.errors.isEmpty)
  }
}

@Suite struct TableTests {
  @Test func `columns line up and lines end without spaces`() {
    var table = Table([("service", .left), ("runs", .right), ("note", .left)])
    #expect(table.isEmpty)
    table.append(["wallet", "\(7)", ""])
    table.append(["\("注文", .success)", "\(1200)", "e\u{301}te\u{301}"])
    table.append(["👩‍👩‍👧", "", ""])
    #expect(!table.isEmpty)
    #expect(
      table.lines.map(\.plain) == [
        "service  runs  note", "wallet      7", "注文     1200  e\u{301}te\u{301}", "👩‍👩‍👧",
      ])
  }

  @Test func `wide and combining characters are counted as they are shown`() {
    let widths = [
      ("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("한글", 4), ("👩‍👩‍👧", 2), ("❤️", 2),
      ("ｗ", 2), ("→", 1), ("\u{200B}", 0), ("🇩🇪", 2), ("", 0),
    ]
    for (text, width) in widths { #expect(DisplayWidth.of(text) == width, "\(text)") }
    #expect(DisplayWidth.prefix(of: "a漢b", columns: 2) == "a")
  }
}

@Suite struct JSONTextTests {
  @Test func `keys keep their order and levels are indented`() {
    let value: JSONText = [
      "zebra": 1, "ape": [true, nil, "x"], "none": [:], "empty": [], "list": [["a": -5]],
    ]
    #expect(
      value.compact
        == #"{"zebra":1,"ape":[true,null,"x"],"none":{},"empty":[],"list":[{"a":-5}]}"#)
    #expect(
      value.indented == """
        {
          "zebra": 1,
          "ape": [
            true,
            null,
            "x"
          ],
          "none": {},
          "empty": [],
          "list": [
            {
              "a": -5
            }
          ]
        }
        """)
  }

  @Test func `text is escaped so that a page and an old script can hold it`() {
    let text: JSONText = "a\"b\\c\nd\te</script>\u{2028}\u{2029}\u{1}\u{7F}é😀"
    #expect(
      text.compact
        == #""a\"b\\c\nd\te<\/script>\u2028\u2029\u0001\u007fé😀""#)
  }

  @Test func `whole numbers are written exactly`() {
    #expect(JSONText.integer(.max).compact == "9223372036854775807")
    #expect(JSONText.text("18446744073709551615").compact == "\"18446744073709551615\"")
  }
}
