import Checking
import Engine
import Foundation
import Harness
import Reporting
import Testing

@Suite struct GalleryTests {
  /// The seed of every page: as good as any other, and always the same.
  private static let seed = 7

  /// The variants that have a page beside their text: the hazard itself, and its main remedies.
  private static let withPages = ["unguarded", "idempotency-key", "row-lock"]

  private static let hazards = Project.scenarios.filter { $0.hasPrefix("Scenarios/Hazards/") }

  /// The hazard and the variant of a scenario.
  private static func parts(of scenario: String) -> (hazard: String, variant: String) {
    let path = scenario.dropFirst("Scenarios/Hazards/".count).dropLast(".jsonc".count)
    let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
    return (parts[0], parts[parts.count - 1])
  }

  /// The file of a scenario in the gallery.
  private static func file(of scenario: String, _ ending: String) -> String {
    let (hazard, variant) = parts(of: scenario)
    return "Reports/Gallery/\(hazard)/\(variant).\(ending)"
  }

  /// The text of a scenario in the gallery.
  static func text(of scenario: String) -> String { file(of: scenario, "txt") }

  private static func hasPage(_ scenario: String) -> Bool {
    withPages.contains(parts(of: scenario).variant)
  }

  @Test func `every text of the gallery is what a replay prints today`() throws {
    for scenario in GalleryTests.hazards {
      let line = "orrery replay \(scenario) --seed \(GalleryTests.seed) --log full"
      let ending = try OrreryCommand.run(line)
      #expect(ending.code <= 1 && ending.errors.isEmpty, "\(line): \(ending.errors)")
      try Project.expect(
        GalleryTests.file(of: scenario, "txt"), holds: "$ \(line)\n\(ending.output)")
    }
  }

  @Test func `every page of the gallery is what a report holds today`() throws {
    for scenario in GalleryTests.hazards.filter(GalleryTests.hasPage) {
      let line = "orrery report \(scenario) --seed \(GalleryTests.seed) --output -"
      let ending = try OrreryCommand.run(line)
      #expect(ending.code == 0 && ending.errors.isEmpty, "\(line): \(ending.errors)")
      #expect(ending.output.utf8.count < 2_000_000, "\(scenario)")
      try Project.expect(GalleryTests.file(of: scenario, "html"), holds: ending.output)
    }
  }

  @Test func `the index of the gallery leads to every run`() throws {
    let entries = try GalleryTests.hazards.map { scenario in
      let (hazard, variant) = GalleryTests.parts(of: scenario)
      let record = try Project.runner(scenario).run(7)
      let violation = record.firstViolation
      let word = violation != nil ? "violated" : record.verdict.isHolding ? "holds" : "undecided"
      return GalleryIndex.Entry(
        hazard: hazard, variant: variant, title: record.scenario.title ?? record.scenario.name,
        verdict: word, law: violation?.id ?? "", text: "\(hazard)/\(variant).txt",
        page: GalleryTests.hasPage(scenario) ? "\(hazard)/\(variant).html" : nil)
    }
    try Project.expect("Reports/Gallery/index.html", holds: GalleryIndex(entries).text)
  }

  @Test func `every file of the gallery has a scenario`() {
    let texts = GalleryTests.hazards.map { GalleryTests.file(of: $0, "txt") }
    let pages = GalleryTests.hazards.filter(GalleryTests.hasPage)
      .map { GalleryTests.file(of: $0, "html") }
    let wanted = Set(texts + pages + ["Reports/Gallery/index.html"])
    #expect(Set(Project.files(in: "Reports/Gallery")) == wanted)
  }

  @Test func `every hazard has a variant that breaks and one that holds`() throws {
    let folders = Set(
      GalleryTests.hazards.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
    for folder in folders.sorted() {
      let verdicts = try GalleryTests.hazards.filter { $0.hasPrefix("\(folder)/") }
        .compactMap { try Project.reading($0).scenario?.expect.verdict }
      #expect(verdicts.contains(.holds) && verdicts.contains { $0 != .holds }, "\(folder)")
    }
  }
}
