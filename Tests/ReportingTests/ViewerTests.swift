import Engine
import Foundation
import Harness
import Reporting
import Testing

/// Exports in the hands of the programs that they are for, where those are installed.
@Suite(.serialized) struct ViewerTests {
  private static func program(_ name: String) -> String? {
    ["/usr/bin", "/usr/local/bin"].map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static let dot = program("dot")
  private static let plantUML = program("plantuml")
  private static let xmllint = program("xmllint")

  /// What a program says to a file: its exit code and the beginning of its words.
  private func verdict(
    of program: String?, _ arguments: [String], on text: String, ending: String
  ) throws -> (code: Int32, words: String) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-viewer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("export.\(ending)")
    try Data(text.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(program))
    process.arguments = arguments + [file.path]
    let said = folder.appendingPathComponent("said")
    #expect(FileManager.default.createFile(atPath: said.path, contents: nil))
    let handle = try FileHandle(forWritingTo: said)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = handle
    try process.run()
    let limit = ContinuousClock.now + .seconds(120)
    while process.isRunning, ContinuousClock.now < limit { usleep(20_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    let words = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
    return (process.terminationStatus, String(words.prefix(400)))
  }

  /// The runs that are tried: two failures, and one whose data are meant to break things.
  private func subjects() throws -> [ReportSubject] {
    let text = SampleRun.hostile.joined(separator: " ")
    let quoted = String(
      decoding: try JSONSerialization.data(withJSONObject: [text]), as: UTF8.self
    ).dropFirst().dropLast()
    return [
      try SampleRun.subject(SampleRun.unguarded, seed: 7),
      try SampleRun.subject("Scenarios/Hazards/oversell-race/unguarded.jsonc", seed: 7),
      try SampleRun.subject(
        SampleRun.unguarded, seed: 7, replacing: [("\"1001\"", "\(quoted)")]),
    ]
  }

  @Test(.enabled(if: dot != nil, "there is no Graphviz"))
  func `Graphviz draws every cause`() throws {
    for subject in try subjects() {
      let text = CauseGraphExport(subject, isFull: false).dot
      let (code, words) = try verdict(of: Self.dot, ["-Tsvg"], on: text, ending: "dot")
      #expect(code == 0 && words.isEmpty, "\(words)")
    }
  }

  @Test(.enabled(if: xmllint != nil, "there is no xmllint"))
  func `every picture is well-formed`() throws {
    for subject in try subjects() {
      let text = SpaceTimePicture(subject.record, subject.explanation).text
      let (code, words) = try verdict(of: Self.xmllint, ["--noout"], on: text, ending: "svg")
      #expect(code == 0 && words.isEmpty, "\(words)")
    }
  }

  @Test(.enabled(if: plantUML != nil, "there is no PlantUML"))
  func `PlantUML draws every sequence of messages`() throws {
    for subject in try subjects() {
      let text = SequenceDiagram(subject).plantUML
      let (code, words) = try verdict(
        of: Self.plantUML, ["-tsvg", "-failfast"], on: text, ending: "puml")
      #expect(code == 0, "\(words)")
    }
  }
}
