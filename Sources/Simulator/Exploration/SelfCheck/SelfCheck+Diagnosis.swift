package import Engine
import Primitives

/// What makes the executions of a seed differ.
extension SelfCheck {
  /// The finding about one seed.
  package struct Diagnosis: Sendable {
    /// The one circumstance under which two executions differ.
    package let circumstances: Circumstances
    /// Where they part; nothing where they never did when run alone.
    package let parting: DetailedProbe.Comparison?
    /// What was asked of the real world.
    package let escape: DetailedProbe.EscapeLine?
    /// The line of code that did what differs, empty where it is not known.
    package let source: String
    /// What is most likely to blame.
    package let culprit: LeakClass
  }

  /// Circumstances in the order in which they are tried, and how often each.
  private static let trials: [(circumstance: Circumstances, times: Int)] = [
    (.process, 3), ([.process, .hashSeed], 4), ([.process, .environment], 1),
    ([.process, .earlierRuns], 1),
    ([.process, .hashSeed, .environment, .earlierRuns], 2),
  ]

  /// Runs a seed alone with one circumstance changed at a time.
  package func diagnose(_ mismatch: Mismatch) throws(Failure) -> Diagnosis {
    let job = Job(path: mismatch.first.path, seeds: "\(mismatch.seed)")
    let plain = try detail(of: job, in: .plain)
    for (circumstance, times) in SelfCheck.trials {
      for _ in 0..<times {
        let other = try detail(of: job, in: .differing(in: circumstance))
        guard let parting = plain.comparison(with: other, under: circumstance) else { continue }
        return Diagnosis(
          circumstances: circumstance, parting: parting, escape: plain.escapes.first,
          source: try source(of: parting, job, plain), culprit: parting.difference.culprit)
      }
    }
    // Alone it is the same run every time: what ran before in the process makes the difference,
    // or it asks the real world for something that did not show.
    let escape = plain.escapes.first
    return Diagnosis(
      circumstances: .earlierRuns, parting: nil, escape: escape, source: escape?.source ?? "",
      culprit: escape.flatMap { LeakClass($0.kind) } ?? .staticState)
  }

  private func detail(of job: Job, in surroundings: Surroundings) throws(Failure) -> DetailedProbe {
    let texts = try probe([(surroundings, ["--job", job.text, "--detail"])])
    guard let probe = DetailedProbe(texts[0]) else {
      throw Failure(description: "a process of the check did not tell its run to the end")
    }
    return probe
  }

  /// The line of code of the first difference: where the escape was called, or what ran when the
  /// event was written.
  private func source(
    of parting: DetailedProbe.Comparison, _ job: Job, _ plain: DetailedProbe
  ) throws(Failure) -> String {
    if let escape = plain.escapes.first { return escape.source }
    let texts = try probe([(.plain, ["--job", job.text, "--source-of", "\(parting.index)"])])
    return String(texts[0].prefix { $0 != "\n" })
  }
}
