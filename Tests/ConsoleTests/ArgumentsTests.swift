import Console
import Testing

@Suite struct ArgumentsTests {
  @Test func `options and verb may stand in any order`() async {
    let lines = [
      "run a b --seeds 1..3 -j4 --set x=1 --set y=2 -n",
      "--seeds=1..3 run -n a -j 4 --set x=1 b --set=y=2",
      "-nj4 --set x=1 --seeds 1..3 --set y=2 run a b",
      "-nj=4 run --set x=1 --set y=2 --seeds 1..3 -- a b",
    ]
    for line in lines {
      let ending = await Sample.command(line)
      #expect(ending.code == .success, "\(line): \(ending.errors)")
      #expect(
        ending.lines == [
          "a b", "seeds 1..3 from commandLine", "jobs 4", "for -", "set x=1+y=2",
          "shrink true dry true",
        ], "\(line)")
    }
  }

  @Test func `after two dashes everything is an argument and a lone dash always is`() async {
    let ending = await Sample.command("run - -- --seeds -j4 --")
    #expect(ending.lines.first == "- --seeds -j4 --")
  }

  @Test func `of an option given twice the last counts`() async {
    let ending = await Sample.command("run a --no-shrink --seeds 1 --seeds 2 --shrink --no-shrink")
    #expect(ending.lines[1] == "seeds 2 from commandLine")
    #expect(ending.lines.last == "shrink false dry false")
  }

  @Test func `the command line beats the environment and that beats the settings`() async {
    let environment = ["ORRERY_SEEDS": "5"]
    let typed = await Sample.command("run a --config f --seeds 1", environment: environment)
    #expect(typed.lines[1] == "seeds 1 from commandLine")
    let variable = await Sample.command("run a --config f", environment: environment)
    #expect(variable.lines[1] == "seeds 5 from environment(\"ORRERY_SEEDS\")")
    let settings = await Sample.command("run a --config f")
    #expect(settings.lines[1] == "seeds 7 from settings(\"f\")")
    let nobody = await Sample.command("run a", environment: ["ORRERY_SEEDS": ""])
    #expect(nobody.lines[1] == "seeds 1..100 from standard")
  }

  @Test func `a list in the environment is split at commas`() async {
    let ending = await Sample.command("run a", environment: ["ORRERY_SET": "x=1,y=2"])
    #expect(ending.lines[4] == "set x=1+y=2")
  }

  @Test func `durations are read exactly`() async {
    let good = [
      ("250ms", Duration.milliseconds(250)), ("1.5s", .milliseconds(1500)),
      ("2m", .seconds(120)), ("0.5h", .seconds(1800)), ("0.000000001s", .nanoseconds(1)),
      ("20us", .microseconds(20)), ("0s", .zero),
    ]
    for (text, duration) in good {
      let read = try? ValueReader<Duration>.duration.read(text)
      #expect(read == duration, "\(text)")
    }
    for text in ["250", "1.5", "1.s", ".5s", "s", "-1s", "1.5ns", "1..5s", "1d", "", "9999999h"] {
      #expect(throws: InvalidValue.self, "\(text)") {
        try ValueReader<Duration>.duration.read(text)
      }
    }
  }

  @Test func `every misuse ends with 64 and says what to write`() async {
    let cases = [
      ("", "no verb given"),
      ("rnu a", "there is no verb 'rnu'\n  did you mean 'run'?"),
      ("xyzzy", "there is no verb 'xyzzy'\n  'orrery help' shows what is possible"),
      ("ru a", "there is no verb 'ru'\n  did you mean 'run'?"),
      ("run a --sedes 4", "unknown option '--sedes'\n  did you mean '--seeds'?"),
      ("run a --see 4", "unknown option '--see'\n  did you mean '--seeds'?"),
      ("--sedes=4 run a", "unknown option '--sedes'\n  did you mean '--seeds'?"),
      ("run a --no-shirnk", "did you mean '--no-shrink'?"),
      ("run a -x", "unknown option '-x'"),
      ("corpus --jobs 3", "'corpus' has no option '--jobs'\n  it belongs to run"),
      ("run a --seeds", "'--seeds' needs a value"),
      ("run a --seeds --jobs 3", "if '--jobs' is the value, write --seeds=--jobs"),
      ("run a --dry-run=yes", "'--dry-run' takes no value, but was given 'yes'"),
      ("run a --no-shrink=yes", "'--no-shrink' takes no value"),
      ("run a -j many", "-j: 'many' is not a whole number"),
      ("run a -j 65", "-j: '65' is out of bounds; it must be from 1 to 64"),
      ("run a -j -5", "-j: '-5' is out of bounds"),
      ("run a --for 250", "--for: '250' has no unit; write 250ms or 250s"),
      ("run a --format jsno", "is not one of text, json; did you mean 'json'?"),
      ("run a --color sometimes", "--color: 'sometimes' is not one of auto, always, never"),
      ("run", "'run' needs PATH"),
      ("corpus add more", "'corpus' has no place for the argument 'more'"),
      ("corpus ad", "ACTION: 'ad' is not one of add, prune; did you mean 'add'?"),
      ("help rnu", "there is no verb 'rnu'\n  did you mean 'run'?"),
      ("--generate-completion-script csh", "'csh' is not one of bash, zsh, fish"),
    ]
    for (line, message) in cases {
      let ending = await Sample.command(line)
      #expect(ending.code == .usage, "\(line)")
      #expect(ending.errors.contains(message), "\(line): \(ending.errors)")
      #expect(ending.output.isEmpty, "\(line)")
    }
  }

  @Test func `a wrong value is blamed on whoever gave it`() async {
    let variable = await Sample.command("run a", environment: ["ORRERY_JOBS": "all"])
    #expect(variable.code == .usage)
    #expect(variable.errors.hasPrefix("error: ORRERY_JOBS: 'all' is not a whole number\n"))
  }

  @Test func `unknown variables and settings are warned of and stop nothing`() async {
    let environment = ["ORRERY_SEDES": "1", "ORRERY_CORPUS": "c", "OTHER": "x", "ORRERY_QXZW": "1"]
    let ending = await Sample.command("run a --config f -q", environment: environment)
    #expect(ending.code == .success)
    #expect(
      ending.errors == """
        warning: nothing reads the variable ORRERY_QXZW
        warning: nothing reads the variable ORRERY_SEDES
          did you mean ORRERY_SEEDS?
        warning: f: there is no option 'sedes'
          did you mean 'seeds'?

        """)
  }

  @Test func `swapped, missing and extra letters are near and other words are not`() {
    let words = ["run", "replay", "report", "shrink"]
    #expect(Suggestion.nearest(to: "rnu", among: words) == "run")
    #expect(Suggestion.nearest(to: "repaly", among: words) == "replay")
    #expect(Suggestion.nearest(to: "shrnk", among: words) == "shrink")
    #expect(Suggestion.nearest(to: "rep", among: words) == "replay")
    #expect(Suggestion.nearest(to: "x", among: words) == nil)
    #expect(Suggestion.nearest(to: "banana", among: words) == nil)
  }
}
