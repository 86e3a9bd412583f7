import Harness
import Testing

@Suite struct GalleryTests {
  /// The seed of every page: as good as any other, and always the same.
  private static let seed = 7

  private static let hazards = Project.scenarios.filter { $0.hasPrefix("Scenarios/Hazards/") }

  /// The page of a scenario in the gallery.
  static func page(of scenario: String) -> String {
    let path = scenario.dropFirst("Scenarios/Hazards/".count).dropLast(".jsonc".count)
    return "Reports/Gallery/\(path).txt"
  }

  @Test func `every page of the gallery is what a replay prints today`() throws {
    for scenario in GalleryTests.hazards {
      let line = "orrery replay \(scenario) --seed \(GalleryTests.seed) --log full"
      let ending = try OrreryCommand.run(line)
      #expect(ending.code <= 1 && ending.errors.isEmpty, "\(line): \(ending.errors)")
      try Project.expect(GalleryTests.page(of: scenario), holds: "$ \(line)\n\(ending.output)")
    }
  }

  @Test func `every page of the gallery has a scenario`() {
    let pages = GalleryTests.hazards.map(GalleryTests.page)
    #expect(Project.files(in: "Reports/Gallery") == pages.sorted())
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
