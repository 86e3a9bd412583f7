import Foundation
import Testing

/// Parts of a sweep, made by different machines and put together again.
@Suite struct MergeTests {
  private let scratch: ScratchFolder
  private let out: String
  private let paths = "Scenarios/Tour/01-first-order.jsonc \(SweepTests.hunt)"

  init() throws {
    scratch = try ScratchFolder()
    out = scratch.url.path
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOf: scratch.url.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }

  private func makeShards(_ options: String) throws {
    for index in 1...3 {
      let ending = try OrreryCommand.run(
        "orrery run \(paths) \(options) --shard \(index)/3 --out \(out)")
      #expect(ending.code < 3, "\(ending.errors)")
    }
  }

  private func merge(_ files: String, _ options: String = "") throws -> OrreryCommand.Ending {
    try OrreryCommand(folder: scratch.url).run("orrery merge \(files) \(options)")
  }

  @Test(arguments: ["--seeds 1..40", "--seeds 1..80 --stop-after 3", "--seeds 5,9..30 --swarm"])
  func `shards put together are the sweep without shards, byte for byte`(
    _ options: String
  ) throws {
    let whole = try OrreryCommand.run("orrery run \(paths) \(options) --out \(out)/whole")
    try makeShards(options)
    let merged = try merge("shard-*.orrery.jsonl", "--expect-shards 3 -o merged.jsonl")
    #expect(merged.output == whole.output)
    #expect(merged.code == whole.code)
    #expect(text("merged.jsonl") == text("whole/runs.orrery.jsonl"))
    let backwards = try merge(
      "shard-3-of-3.orrery.jsonl shard-1-of-3.orrery.jsonl shard-2-of-3.orrery.jsonl")
    #expect(backwards.output == whole.output)
  }

  @Test func `a missing, doubled, cut or foreign shard is refused`() throws {
    try makeShards("--seeds 1..12")
    let names = (1...3).map { "shard-\($0)-of-3.orrery.jsonl" }
    let missing = try merge("\(names[0]) \(names[2])")
    #expect(missing.code == 2)
    #expect(missing.errors == "error: merge: shard 2/3 missing\n")
    let doubled = try merge("\(names[0]) \(names[1]) \(names[1]) \(names[2])")
    #expect(doubled.code == 65)
    #expect(doubled.errors.contains("it is shard 2/3, as "))
    #expect(try merge(names.joined(separator: " "), "--expect-shards 4").code == 65)
    let bytes = Array(text(names[1]).utf8)
    for share in [2, 4] {
      try scratch.write("cut.jsonl", bytes.prefix(bytes.count / share))
      let cut = try merge("\(names[0]) cut.jsonl \(names[2])")
      #expect(cut.code == 65)
      #expect(cut.errors.contains("cut.jsonl: it ends in the middle"), "\(cut.errors)")
    }
    try scratch.write("cut.jsonl", text(names[1]).replacing("\"n\":4,", with: "\"n\":7,"))
    #expect(try merge("\(names[0]) cut.jsonl \(names[2])").code == 65)
    #expect(try merge("\(names[0]) none.jsonl").code == 73)
  }

  @Test func `shards of different sweeps are not put together`() throws {
    try makeShards("--seeds 1..9")
    _ = try OrreryCommand.run("orrery run \(paths) --seeds 1..8 --shard 2/3 --out \(out)/other")
    let ending = try merge(
      "shard-1-of-3.orrery.jsonl other/shard-2-of-3.orrery.jsonl shard-3-of-3.orrery.jsonl")
    #expect(ending.code == 65)
    #expect(ending.errors.contains("its scenarios are not those of "))
  }

  @Test func `a shard whose time was over leaves the merge undecided`() throws {
    try makeShards("--seeds 1..9")
    _ = try OrreryCommand.run(
      "orrery run \(paths) --seeds 1..9 --for 0s --shard 2/3 --out \(out)/late")
    let ending = try merge(
      "shard-1-of-3.orrery.jsonl late/shard-2-of-3.orrery.jsonl shard-3-of-3.orrery.jsonl")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("when its time was over"), "\(ending.errors)")
  }

  /// What GNU parallel, a Slurm array, a Kubernetes job and a matrix of GitHub set for each job.
  @Test(arguments: [
    ("JOB_COMPLETION_INDEX", 0, "ORRERY_SHARD_TOTAL=3"),
    ("SLURM_ARRAY_TASK_ID", 5, "SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=3"),
    ("CI_NODE_INDEX", 1, "CI_NODE_TOTAL=3"),
  ])
  func `jobs of a fleet find their shards by themselves`(
    _ variable: String, _ first: Int, _ others: String
  ) throws {
    let line = "orrery run \(SweepTests.hunt) --seeds 1..12"
    for index in 0..<3 {
      let ending = try OrreryCommand.run(
        "\(others) \(variable)=\(first + index) \(line) --shard auto --out \(out)")
      #expect(ending.errors.contains("-> shard \(index + 1)/3"), "\(ending.errors)")
    }
    let merged = try merge("shard-*.orrery.jsonl")
    #expect(merged.output == (try OrreryCommand.run(line)).output)
  }
}
