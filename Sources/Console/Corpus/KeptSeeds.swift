import Engine
import Exploration
import Harness

/// The seeds of the runs that a corpus keeps, by the names of their scenarios.
struct KeptSeeds {
  /// The folder of the corpus.
  let folder: String
  private let seeds: [(scenario: String, seed: UInt64)]

  init(_ folder: String, _ entries: [Corpus.Entry]) {
    self.folder = folder
    seeds = entries.map { ($0.repro.document.scenario.name, $0.repro.seed.value) }
  }

  /// The seeds that are kept of a scenario, each once and in their order.
  func seeds(of scenario: Scenario) -> [UInt64] {
    Set(seeds.filter { $0.scenario == scenario.name }.map(\.seed)).sorted()
  }
}
