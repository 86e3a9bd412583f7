import Foundation
import Testing

/// The examples of the documentation for many machines.
@Suite struct FleetTests {
  private static let article = "Sources/Simulator/Exploration/Exploration.docc/Sweeps.md"

  /// The first example of a chapter.
  private static func example(in chapter: String) throws -> String {
    let text = Project.text(article)
    let start = try #require(text.range(of: "### \(chapter)\n"))
    let blocks = text[start.upperBound...].components(separatedBy: "```")
    let block = try #require(blocks.dropFirst().first)
    return String(block.drop { $0 != "\n" })
  }

  /// Does what GNU parallel does with one argument a job, where that is not installed.
  private static let loop = """
    command -v parallel > /dev/null || parallel() {
      line=
      until [ "$1" = ::: ]; do line="$line $1"; shift; done
      shift
      for job; do sh -c "$(printf %s "$line" | sed "s/{}/$job/g")"; done
    }

    """

  @Test func `the example for GNU parallel does what it says`() throws {
    let scratch = try ScratchFolder()
    try FileManager.default.createSymbolicLink(
      at: scratch.url.appendingPathComponent("Scenarios"),
      withDestinationURL: Project.root.appendingPathComponent("Scenarios/Tour"))
    let example = try FleetTests.example(in: "GNU parallel")
      .replacing("1..100000", with: "1..30")
    let ending = try scratch.run(FleetTests.loop + example)
    #expect(ending.code == 0, "\(ending.errors)")
    let whole = try scratch.run("orrery run Scenarios --seeds 1..30")
    #expect(ending.output.hasSuffix(whole.output))
    let files = try FileManager.default.contentsOfDirectory(
      atPath: scratch.url.appendingPathComponent("results").path)
    #expect(files.count == 8)
  }

  /// Options of other programs, and of 'merge'.
  private static let foreign = [
    "--wait", "--array", "--cpus-per-task", "--sshlogin", "--return", "--expect-shards",
  ]

  @Test func `every example names options and variables that exist`() throws {
    let help = try OrreryCommand.run("orrery run --help").output
    for chapter in [
      "GNU parallel", "A matrix of GitHub Actions", "An indexed job of Kubernetes",
      "An array of Slurm",
    ] {
      let example = try FleetTests.example(in: chapter)
      let options = example.matches(of: /--[a-z][a-z-]+/).map { String($0.output) }
      for option in options where !FleetTests.foreign.contains(option) {
        #expect(help.contains(option), "\(chapter): \(option)")
      }
    }
  }
}
