import Console
import Foundation
import Testing

@Suite struct HelpTests {
  @Test func `short help fits on a screen and shows examples before verbs`() async throws {
    let ending = await Sample.command("-h")
    #expect(ending.code == .success)
    #expect(ending.output.split(separator: "\n").count <= 24)
    let examples = try #require(ending.output.range(of: "Examples"))
    let verbs = try #require(ending.output.range(of: "Verbs"))
    #expect(examples.lowerBound < verbs.lowerBound)
    #expect(!ending.output.contains("Exit codes"))
  }

  @Test func `full help tells options, variables and exit codes and ends with the link`() async {
    for line in ["--help", "help"] {
      let output = await Sample.command(line).output
      #expect(output.contains("  ORRERY_SEEDS   as --seeds"))
      #expect(output.contains("  ORRERY_CORPUS  where the corpus is"))
      #expect(output.contains("--color WHEN"))
      for code in ExitCode.allCases { #expect(output.contains("  \(code.rawValue) ")) }
      #expect(output.hasSuffix("\nhttps://example.org\n"))
    }
  }

  @Test func `help on a verb is the same however it is asked for`() async {
    let asked = await Sample.command("help run").output
    #expect(await Sample.command("run --help --nonsense").output == asked)
    #expect(asked.hasPrefix("orrery run: Run scenarios\n\nUsage\n  orrery run PATH... [OPTIONS]\n"))
    #expect(asked.contains("The seeds [default: 1..100] [ORRERY_SEEDS]"))
    #expect(asked.contains("  -j, --jobs N"))
    #expect(asked.contains("      --[no-]shrink"))
    #expect(asked.contains("Runs each scenario under each seed.\n\nFailures are made small.\n"))
    let short = await Sample.command("run -h").output
    #expect(short.contains("  The seeds\n"))
    #expect(!short.contains("Failures are made small"))
  }

  @Test func `no line is longer than the terminal is wide`() async {
    for width in [44, 60, 80, 200] {
      for line in ["--help", "help run", "help completion"] {
        let captured = CapturedTerminal(width: width)
        let output = await Sample.command(line, captured: captured).output
        for line in output.split(separator: "\n") {
          #expect(DisplayWidth.of(line) <= min(width, 100), "\(line)")
        }
      }
    }
  }
}

@Suite struct CompletionTests {
  private func script(_ shell: CompletionShell) async -> String {
    await Sample.command("completion \(shell.rawValue)").output
  }

  @Test func `the option of Swift's argument parser prints the same script`() async {
    for shell in CompletionShell.allCases {
      let option = await Sample.command("--generate-completion-script \(shell.rawValue)")
      #expect(option.code == .success)
      #expect(await script(shell) == option.output)
    }
  }

  @Test func `every shell that is installed accepts its script`() async throws {
    for shell in CompletionShell.allCases {
      guard let program = Shell.path(of: shell.rawValue) else { continue }
      let checked = try Shell.run(program, ["-n"], input: await script(shell))
      #expect(checked.status == 0, "\(shell): \(checked.output)")
    }
  }

  @Test func `bash offers verbs, options, words and values`() async throws {
    let bash = try #require(Shell.path(of: "bash"))
    let script = await script(.bash)
    let cases: [([String], String)] = [
      (["orrery", "c"], "corpus completion"), (["orrery", "--seeds", "1", "r"], "run"),
      (["orrery", "run", "--see"], "--seeds"), (["orrery", "run", "--no-s"], "--no-shrink"),
      (["orrery", "--color", ""], "auto always never"),
      (["orrery", "run", "--color", "=", "al"], "always"),
      (["orrery", "run", "--format", "j"], "json"), (["orrery", "run", "--seeds", ""], ""),
      (["orrery", "corpus", ""], "add prune"), (["orrery", "corpus", "--fo"], "--force"),
      (["orrery", "completion", "z"], "zsh"), (["orrery", "help", "ru"], "run"),
    ]
    for (words, offered) in cases {
      let typed = words.map { "'\($0)'" }.joined(separator: " ")
      let ask = """
        COMP_WORDS=(\(typed)); COMP_CWORD=\(words.count - 1)
        _orrery; echo "${COMPREPLY[*]}"
        """
      let answer = try Shell.run(bash, [], input: script + ask)
      #expect(answer.output == offered + "\n", "\(words)")
    }
  }

  @Test func `fish offers verbs, options, words and values`() async throws {
    guard let fish = Shell.path(of: "fish") else { return }
    let script = await script(.fish)
    let cases = [
      ("orrery c", ["corpus", "completion"]), ("orrery run --see", ["--seeds"]),
      ("orrery run --format j", ["json"]), ("orrery corpus p", ["prune"]),
      ("orrery help ru", ["run"]),
    ]
    for (line, offered) in cases {
      let answer = try Shell.run(
        fish, ["--no-config"], input: script + "complete -C '\(line)'\n")
      let words = answer.output.split(separator: "\n").map { $0.split(separator: "\t")[0] }
      #expect(Set(words) == Set(offered.map { Substring($0) }), "\(line)")
    }
  }
}

/// Runs a shell on a script.
private enum Shell {
  static func path(of name: String) -> String? {
    ["/bin/", "/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"].map { $0 + name }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func run(
    _ program: String, _ arguments: [String], input: String
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    let (stdin, stdout) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = stdout
    try process.run()
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try stdin.fileHandleForWriting.close()
    let output = stdout.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
