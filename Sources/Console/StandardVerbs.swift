package import Benchmarks
package import Harness

extension Console {
  /// The command line with every verb, for a system under test.
  ///
  /// - Parameter workloads: what the system brings to be measured, beside the engine's own; each
  ///   comes after those of the same name.
  package static func standard(
    _ program: Program, system: SystemUnderTest, workloads: [Workbench.Workload] = []
  ) -> Console {
    Console(
      program: program,
      verbs: [
        .run(system), .exhaust(system), .replay(system), .shrink(system), .why(system),
        .report(system), .diff(system), .check(system), .list(system), .explain, .schema,
        .new(system), .corpus(system), .merge(system), .selfCheck(system), .probe(system),
        .power(system),
        .bench(workloads), .serve(system), .drive(system), .live(system), .serveOne(system),
        .worker(system),
      ],
      variables: [
        EnvironmentVariable("ORRERY_SHARD_INDEX", help: "for --shard auto, from zero on"),
        EnvironmentVariable("ORRERY_SHARD_TOTAL", help: "how many shards --shard auto counts"),
      ], settings: nil)
  }
}
