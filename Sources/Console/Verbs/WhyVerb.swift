import Checking
import Engine
import Harness
import Primitives
import Reporting

extension Verb {
  private static let depth = Option.value(
    "depth", .integer("N", in: 0...10_000), default: "24",
    help: "How many steps of the causal chain to print")

  /// Tells why a run broke a law.
  static func why(_ system: SystemUnderTest) -> Verb {
    Verb(
      "why", "Tell why a run broke a law, in a few sentences",
      discussion: """
        Prints the story of the failure, taken from the events that led to it, and the chain of \
        causes from the broken law back to the request that began it. The decisive fault is found \
        by running the seed again without each fault in turn. Without --seed the first failing \
        seed of the scenario is told. The exit code is 0, also where no law was broken.
        """,
      examples: [
        Example("why unguarded.jsonc --seed 7", "the story of seed 7"),
        Example("why unguarded.jsonc --seed 7 --depth 0", "the sentences only"),
        Example("why hunt.jsonc --odds 20", "from when on it could not be helped"),
        Example("why unguarded.jsonc --seed 7 --json", "for another program"),
      ],
      positionals: [NamedRun.file],
      options: NamedRun.declarations + [
        depth.declaration, NamedRun.odds.declaration, StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let path = arguments[NamedRun.file].first ?? ""
      guard let run = try FullRun(path, arguments, terminal, system) else { return .badInput }
      guard let explanation = run.explanation() else {
        tellPeace(run, arguments, terminal)
        return .success
      }
      let text = WhyText(
        explanation: explanation, replay: run.replay, depth: arguments[depth],
        odds: run.odds(explanation, continuations: arguments[NamedRun.odds]))
      if arguments[StandardOptions.json] {
        terminal.print(json: text.json)
      } else {
        for line in text.lines { terminal.print(line) }
      }
      return .success
    }
  }

  private static func tellPeace(_ run: FullRun, _ arguments: Arguments, _ terminal: Terminal) {
    if arguments[StandardOptions.json] {
      terminal.print(json: [
        "schema": "orrery.why/1", "verdict": .text(run.record.verdict.word),
        "seed": .text("\(run.record.seed)"), "replay": .text(run.replay),
      ])
    } else {
      terminal.print(
        "seed \(run.record.seed) breaks no law: there is nothing to explain (\(run.record.verdict))"
      )
    }
  }
}

extension Verdict {
  /// The judgement in a word.
  var word: String {
    switch self {
    case .holds: "holds"
    case .violated: "violated"
    case .undecided: "undecided"
    }
  }
}
