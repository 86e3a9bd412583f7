import Foundation
import Testing

/// Sweeps as a person runs them: by several processes, cut off, gone on with, in parts.
@Suite struct SweepTests {
  static let hunt = "Scenarios/Hazards/double-deduction/hunt.jsonc"

  /// A folder outside of the project for results.
  private let scratch: ScratchFolder
  private let out: String

  init() throws {
    scratch = try ScratchFolder()
    out = scratch.url.path
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOf: scratch.url.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }

  /// The JSON object of a command without the part that may differ between two runs.
  private func withoutWall(_ json: String) -> String {
    json.replacing(/"wall": \{[^}]*\}/, with: "")
  }

  @Test func `the number of processes changes nothing that is printed or kept`() throws {
    var outputs: Set<String> = []
    var files: Set<String> = []
    for jobs in ["-j 1", "-j 2", "-j 3 --isolated"] {
      let ending = try OrreryCommand.run(
        "orrery run \(SweepTests.hunt) --seeds 1..60 \(jobs) --json --out '\(out)/\(jobs)'")
      #expect(ending.code == 0, "\(ending.errors)")
      outputs.insert(withoutWall(ending.output))
      files.insert(text("\(jobs)/runs.orrery.jsonl"))
    }
    #expect(outputs.count == 1)
    #expect(files.count == 1)
    // Two lines of the file, one where the scenario begins and ends, one where the file does.
    let lines = files.first?.split(separator: "\n").count ?? 0
    #expect(lines == 65)
  }

  @Test func `a worker that is killed costs time and nothing else`() throws {
    let line = "orrery run \(SweepTests.hunt) --seeds 1..150"
    let calm = try OrreryCommand.run(line)
    let stormy = try OrreryCommand.run(
      """
      \(line) -v --isolated -j 2 & child=$!
      killed=0
      for i in $(seq 600); do
        for worker in $(cat /proc/$child/task/$child/children 2>/dev/null); do
          kill -9 $worker 2>/dev/null && killed=$((killed + 1)); break
        done
        [ $killed -ge 2 ] && break
        sleep 0.1
      done
      wait $child
      """)
    #expect(stormy.code == 0)
    #expect(stormy.output == calm.output)
    #expect(stormy.errors.contains("ended early and"), "\(stormy.errors)")
  }

  @Test func `a sweep that was interrupted goes on where it was cut off`() throws {
    let line = "orrery run \(SweepTests.hunt) --seeds 1..150 --json"
    let whole = try OrreryCommand.run("\(line) --out \(out)/whole")
    let first = try OrreryCommand.run(
      """
      \(line) --out \(out)/cut & child=$!
      for i in $(seq 200); do
        [ "$(wc -l < \(out)/cut/runs.orrery.jsonl 2>/dev/null || echo 0)" -gt 20 ] && break
        sleep 0.05
      done
      kill -INT $child; wait $child
      """)
    #expect(first.code == 130, "\(first.errors)")
    #expect(first.errors.contains("stopped after "))
    #expect(first.output.contains("\"end\": \"interrupted\""))
    let second = try OrreryCommand.run("\(line) --out \(out)/cut")
    #expect(second.errors.contains("runs were there from an earlier sweep"), "\(second.errors)")
    #expect(withoutWall(second.output) == withoutWall(whole.output))
    #expect(text("cut/runs.orrery.jsonl") == text("whole/runs.orrery.jsonl"))
  }

  @Test(arguments: [3, 10, 60])
  func `a file that was cut anywhere is continued to the same bytes`(_ percent: Int) throws {
    let line =
      "orrery run Scenarios/Tour/01-first-order.jsonc \(SweepTests.hunt) --seeds 1..30 "
      + "--out \(out)/a"
    #expect(try OrreryCommand.run(line).code == 0)
    let bytes = Array(text("a/runs.orrery.jsonl").utf8)
    try scratch.write("a/runs.orrery.jsonl", bytes.prefix(bytes.count * percent / 100))
    let resumed = try OrreryCommand.run(
      line.replacing("--out", with: "--resume"))
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(Array(text("a/runs.orrery.jsonl").utf8) == bytes)
  }

  @Test func `what cannot be gone on with is not touched`() throws {
    let nothing = try OrreryCommand.run("orrery run \(SweepTests.hunt) --resume \(out)/none")
    #expect(nothing.code == 73)
    try FileManager.default.createDirectory(
      at: scratch.url.appendingPathComponent("b"), withIntermediateDirectories: false)
    try scratch.write("b/runs.orrery.jsonl", "some text\n")
    let foreign = try OrreryCommand.run("orrery run \(SweepTests.hunt) --resume \(out)/b")
    #expect(foreign.code == 65)
    #expect(text("b/runs.orrery.jsonl") == "some text\n")
  }

  @Test func `results that cannot be written end the sweep, and it says so`() throws {
    let ending = try OrreryCommand.run(
      "ulimit -f 8; orrery run \(SweepTests.hunt) --seeds 1..2000 --out \(out)/full")
    #expect(ending.code == 73, "\(ending.errors)")
    #expect(ending.errors.contains("error: cannot write \(out)/full/runs.orrery.jsonl: "))
    #expect(ending.errors.contains("stopped after "))
    #expect(ending.output.hasPrefix(SweepTests.hunt))
    #expect(try OrreryCommand.run("orrery run \(SweepTests.hunt) --out /proc/none").code == 73)
  }

  @Test func `a budget of time ends a sweep that is not through as undecided`() throws {
    let line = "orrery run \(ExitCodeTests.guarded) --for 300ms"
    let asked = try OrreryCommand.run("\(line) --seeds 1..10000000")
    #expect(asked.code == 2)
    #expect(asked.errors.contains("the time was over after "))
    let open = try OrreryCommand.run(line)
    #expect(open.code == 0, "\(open.errors)")
    #expect(open.output.contains("holds in "))
  }

  @Test func `the budget of a scenario bounds its runs`() throws {
    let text = Project.text("Scenarios/Tour/01-first-order.jsonc")
      .replacing("\"workload\": [", with: "\"search\": { \"budget\": 7 },\n\"workload\": [")
    try scratch.write("a.jsonc", text)
    #expect(try scratch.run("orrery run a.jsonc").output == "a.jsonc  holds in 7 seeds\n")
  }
}
