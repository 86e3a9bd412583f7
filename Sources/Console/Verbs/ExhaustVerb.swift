import Harness

extension Verb {
  /// Tries every fault at every point of a run.
  static func exhaust(_ system: SystemUnderTest) -> Verb {
    Verb(
      "exhaust", "Crash, lose, repeat and delay at every point of a run",
      discussion: """
        Runs a scenario once to find its points: every failpoint, every commit, every message. \
        Then it runs once for each: the host crashes there, it is paused there, the message is lost, \
        arrives twice, or arrives only after its caller has given up. What comes out is a certificate that says \
        what was tried and what that proves, or the points at which a law breaks, each with the \
        command that runs it again.

        A host that crashes comes back as its scenario says; --restart tries each crash once more \
        with a time of its own. A host is paused until the longest lease or timeout that is known \
        has just run out, and once more until others have had as long again to take over; --pause \
        says for how long instead. \
        --calm goes on in the first half of the calm at the end, where what \
        was begun comes to its end; the second half is left for it to recover. --pairs goes on with two faults at a time, without those pairs \
        from which nothing follows in common. --bare leaves out what the scenario itself has go \
        wrong. --lineage reads the causal history of the good run and tries only those losses, \
        crashes and pauses that could have prevented what came out of it, the nearest first; with --pairs it \
        goes on with those that hit the way around the first. It says how many runs that took \
        against every point and against chaos. With --out every result is written down as it \
        comes, and the same command goes on where it was cut off.

        The exit code is 0 when every law held in every run, whatever the scenario expects, 1 when \
        one broke, and 2 when a run could not be decided or the time was over first.
        """,
      examples: [
        Example("exhaust idempotency-key.jsonc", "one fault at a time, under the first seed"),
        Example("exhaust idempotency-key.jsonc --seed 7 --pairs", "and two at a time"),
        Example(
          "exhaust unguarded.jsonc --bare --lineage", "what could have prevented the outcome"),
        Example("exhaust unguarded.jsonc --bare", "without the faults that the scenario plans"),
        Example("exhaust Scenarios/Sagas --for 10m --out points", "and go on another day"),
      ],
      positionals: [.paths],
      options: [
        RunOptions.seed.declaration, ExhaustOptions.pairs.declaration,
        ExhaustOptions.lineage.declaration,
        ExhaustOptions.restart.declaration, ExhaustOptions.pause.declaration,
        RunOptions.bare.declaration,
        RunOptions.calm.declaration, RunOptions.time.declaration, RunOptions.stopAfter.declaration,
        RunOptions.jobs.declaration, RunOptions.settings.declaration,
        RunOptions.policy.declaration, RunOptions.out.declaration, RunOptions.resume.declaration,
        RunOptions.isolated.declaration, StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try ExhaustCommand(arguments: arguments, terminal: terminal, system: system).run()
    }
  }
}

/// The options of trying every point.
enum ExhaustOptions {
  static let pairs = Option<Bool>.flag("pairs", help: "Try two faults at a time as well")
  static let lineage = Option<Bool>.flag(
    "lineage", help: "Try only what could have prevented what came out well")
  static let restart = Option.optional(
    "restart", .duration, help: "Try each crash again, the host coming back after so long")
  static let pause = Option.optional(
    "pause", .duration, help: "For how long a host is paused; past every lease when not given")
}
