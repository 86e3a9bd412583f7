import Foundation
import Testing

@testable import World

@Suite struct FailureModelTests {
  private let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../Sources/Simulator/World/World.docc/FailureModel.md")
    .standardizedFileURL

  @Test func `every kind of fault has one row, in the order of the kinds`() {
    #expect(FailureModel.rows.map(\.kind) == FaultKind.allCases)
  }

  @Test func `every part supports some kind and every row says everything`() {
    for part in FailureModel.Part.allCases { #expect(!FailureModel.kinds(of: part).isEmpty) }
    for row in FailureModel.rows {
      #expect(row.does.hasSuffix(".") && row.survives.hasSuffix("."), "\(row.kind)")
      #expect(row.conclusion.hasSuffix("."), "\(row.kind)")
      #expect(FailureModel.row(of: row.kind) == row)
    }
  }

  @Test func `the committed page says what the table says`() throws {
    if ProcessInfo.processInfo.environment["ORRERY_RECORD"] == "1" {
      try FailureModel.page.write(to: page, atomically: true, encoding: .utf8)
    }
    let committed = try String(contentsOf: page, encoding: .utf8)
    #expect(committed == FailureModel.page, "run the tests with ORRERY_RECORD=1 and look at it")
  }
}
