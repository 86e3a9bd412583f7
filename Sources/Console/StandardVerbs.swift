package import Harness

extension Console {
  /// The command line with every verb, for a system under test.
  package static func standard(_ program: Program, system: SystemUnderTest) -> Console {
    Console(
      program: program,
      verbs: [
        .run(system), .exhaust(system), .replay(system), .shrink(system), .why(system),
        .report(system), .diff(system), .check(system), .list(system), .explain, .schema,
        .merge(system), .selfCheck(system), .probe(system), .power(system), .bench,
        .serve(system), .worker(system),
      ],
      variables: [
        EnvironmentVariable("ORRERY_SHARD_INDEX", help: "for --shard auto, from zero on"),
        EnvironmentVariable("ORRERY_SHARD_TOTAL", help: "how many shards --shard auto counts"),
      ], settings: nil)
  }
}
