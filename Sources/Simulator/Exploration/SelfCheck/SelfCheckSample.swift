import Engine
package import Primitives

/// Which runs of a sweep are made again to see whether they repeat.
///
/// Chosen by scenario and seed alone, so that every process that is told the share chooses the
/// same and a repeated command checks the same seeds.
package struct SelfCheckSample: Hashable, Sendable {
  /// The share of all runs.
  package let share: Ratio

  /// A sample of a share, a twentieth where nothing is said.
  package init(_ share: Ratio = Ratio(1, 20)) {
    self.share = share
  }

  /// Whether the run of a scenario's seed is made again.
  package func contains(_ path: String, _ seed: UInt64) -> Bool {
    word(path, seed).multipliedFullWidth(by: share.denominator).high < share.numerator
  }

  private func word(_ path: String, _ seed: UInt64) -> UInt64 {
    RandomStreams(Seed(seed)).stream(.exploration, at: StreamKey(path), purpose: "selfcheck")
      .word(at: 0)
  }

  /// The runs of a sweep that are made again; at least one unless the share is nothing.
  ///
  /// - Parameter sweeps: each scenario with its seeds.
  package func jobs(
    _ sweeps: [(path: String, seeds: some Sequence<UInt64>)]
  ) -> [SelfCheck.Job] {
    guard !share.isZero else { return [] }
    var jobs: [SelfCheck.Job] = []
    var nearest: (word: UInt64, job: SelfCheck.Job)?
    for (path, seeds) in sweeps {
      var chosen: [UInt64] = []
      for seed in seeds {
        if contains(path, seed) { chosen.append(seed) }
        guard jobs.isEmpty, chosen.isEmpty else { continue }
        let word = word(path, seed)
        if nearest.map({ word < $0.word }) ?? true {
          nearest = (word, SelfCheck.Job(path: path, seeds: "\(seed)"))
        }
      }
      jobs += SelfCheckSample.jobs(path, chosen)
    }
    return jobs.isEmpty ? nearest.map { [$0.job] } ?? [] : jobs
  }

  /// Jobs of a few thousand seeds each, because the system bounds the length of an argument.
  private static func jobs(_ path: String, _ seeds: [UInt64]) -> [SelfCheck.Job] {
    stride(from: 0, to: seeds.count, by: 4000).map { begin in
      let texts = seeds[begin..<min(begin + 4000, seeds.count)].map { "\($0)" }
      return SelfCheck.Job(path: path, seeds: texts.joined(separator: ","))
    }
  }
}
