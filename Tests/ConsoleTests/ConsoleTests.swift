import Console
import Testing

@Suite struct ConsoleTests {
  @Test func `a verb's ending is the command's`() async {
    #expect(await Sample.command("corpus add").code == .violated)
    #expect(await Sample.command("corpus").code == .nothingRan)
  }

  @Test func `an error goes to the stream of errors with its hint`() async {
    let ending = await Sample.command("corpus prune")
    #expect(ending.code == .notFound)
    #expect(ending.errors == "error: no corpus\n  make one\n")
    #expect(ending.output.isEmpty)
  }

  @Test func `the version is asked for without a verb`() async {
    let ending = await Sample.command("--version")
    #expect(ending.code == .success)
    #expect(ending.output == "orrery 1.2.3\n")
  }

  @Test func `quiet leaves out hints and verbose adds details`() async {
    #expect(await Sample.command("run a").errors == "a hint\n")
    #expect(await Sample.command("-q run a").errors.isEmpty)
    #expect(await Sample.command("run -v a").errors == "a detail\na hint\n")
  }

  @Test func `a folder or settings file that is missing ends with 66`() async {
    let folder = await Sample.command("run a --cwd no/such/folder")
    #expect(folder.code == .notFound)
    #expect(folder.errors == "error: cannot enter the folder 'no/such/folder'\n")
    #expect(await Sample.command("run a --config missing").code == .notFound)
  }

  @Test func `colour is asked for by flag, then by variable`() async {
    let red = "\u{1B}[32madd\u{1B}[0m\n"
    #expect(await Sample.command("corpus add").output == "add\n")
    #expect(await Sample.command("corpus add --color always").output == red)
    let always = ["ORRERY_COLOR": "always"]
    #expect(await Sample.command("corpus add", environment: always).output == red)
    #expect(await Sample.command("corpus add --no-color", environment: always).output == "add\n")
    #expect(
      await Sample.command("corpus add --color never", environment: always).output == "add\n")
  }

  @Test func `output that is lost ends with 73 and a reader that left with nothing`() async {
    let full = CapturedTerminal()
    full.answerWrites(with: .failed("No space left on device"))
    let lost = await Sample.command("run a -q", captured: full)
    #expect(lost.code == .cannotWrite)
    #expect(lost.errors == "error: cannot write the output: No space left on device\n")
    let left = CapturedTerminal()
    left.answerWrites(with: .readerGone)
    let gone = await Sample.command("run a -q", captured: left)
    #expect(gone.code == .success)
    #expect(gone.errors.isEmpty)
  }

  @Test func `doctor tells the same to people and programs`() async {
    let environment = ["GITHUB_ACTIONS": "true", "CI": "true", "ORRERY_SEEDS": "1"]
    let text = await Sample.command("doctor", environment: environment)
    #expect(text.code == .success)
    #expect(text.lines.first == "version    orrery 1.2.3")
    #expect(text.lines.contains("ci         GitHub Actions"))
    #expect(text.lines.contains("variables  ORRERY_SEEDS"))
    let json = await Sample.command("doctor --json", environment: environment)
    #expect(
      json.output.hasPrefix("{\n  \"schema\": \"orrery.doctor/1\",\n  \"version\": \"1.2.3\""))
    #expect(json.output.contains("\"ci\": \"GitHub Actions\""))
  }
}

@Suite struct ExitCodeTests {
  @Test func `the numbers are those of the table`() {
    #expect(
      ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 64, 65, 66, 70, 73, 130, 143])
  }

  @Test func `the ending that says how far to trust the others wins`() {
    let order: [ExitCode] = [
      .nothingRan, .success, .undecided, .violated, .notDeterministic, .cannotWrite,
      .interrupted, .terminated, .notFound, .badInput, .usage, .internalError,
    ]
    #expect(order.count == ExitCode.allCases.count)
    for (position, stronger) in order.enumerated() {
      for weaker in order[...position] {
        #expect(ExitCode.combined([weaker, stronger]) == stronger)
        #expect(ExitCode.combined([stronger, weaker]) == stronger)
      }
    }
    #expect(ExitCode.combined([]) == .nothingRan)
  }
}
