import ForeignSample
import Primitives
import Testing

import Engine

/// Code that was written without the seam, run in virtual time.
///
/// Also the canary: it depends on how the toolchain's runtime sleeps, reads clocks, draws and
/// hops, and fails when another toolchain does one of these in another way.
@Suite struct ForeignCodeTests {
  private struct Outcome: Hashable {
    var lines: [String] = []
    var digest = Digest()
    var end = Instant.zero
    var reason = StopReason.quiescent
  }

  private func run(seed: Seed) -> Outcome {
    let bench = EscapeBench(.virtualise, seed: seed)
    var outcome = Outcome()
    bench.start { outcome.lines = await ringUp(["apples", "bread", "cheese", "dates"]) }
    outcome.reason = bench.simulation.run()
    outcome.digest = bench.simulation.digest
    outcome.end = bench.simulation.now
    return outcome
  }

  @Test func `foreign code runs to its end without asking the real world`() {
    let outcome = run(seed: 1)
    #expect(outcome.reason == .quiescent, "\(outcome.reason)")
    #expect(outcome.lines.count == 8, "\(outcome.lines)")
    #expect(outcome.lines.last == "on main")
  }

  @Test func `one seed gives one outcome and another seed another`() {
    let first = run(seed: 1)
    for _ in 0..<20 { #expect(run(seed: 1) == first) }
    #expect(run(seed: 2).lines != first.lines)
  }

  @Test func `what this toolchain makes of the sample is known`() {
    let outcome = run(seed: 7)
    #expect(
      outcome.lines == [
        "cheese 1553707C-B53C-4A06-A4BE-FBBCBAD2AD27 after 6 ms",
        "bread C01B22DC-0894-4502-B049-221E53E96DB1 after 9 ms",
        "dates CE335A6B-70F0-4E7A-A43A-890D6AC82335 after 10 ms",
        "apples 800D31D6-D46F-4376-84EB-E45676E93BF9 after 12 ms", "coin false",
        "took 0.015 seconds", "at 1767261600.016", "on main",
      ])
  }
}
