import Engine
package import Harness
import Primitives

/// One scenario's part of a file of results: which runs were asked for.
///
/// With it they can be continued, put together with others', and shown again.
package struct SweepSection: Sendable {
  /// Where the scenario stood.
  package let path: String
  /// The runs that were asked for.
  package let job: SweepJob
  /// After how many failures it ends; never before the last seed when absent.
  package let stopAfter: Int?
  /// How many seeds at most; all of the list when absent.
  package let budget: Int?
  /// The options that a replay of one of the seeds needs, as they were typed.
  package let replayOptions: [String]

  /// A part of a file for the runs of a scenario.
  package init(
    path: String, job: SweepJob, stopAfter: Int?, budget: Int?, replayOptions: [String] = []
  ) {
    self.path = path
    self.job = job
    self.stopAfter = stopAfter
    self.budget = budget
    self.replayOptions = replayOptions
  }

  /// The part's first line, the same for every shard.
  package var line: String {
    let fields: [(String, String)] =
      [
        ("scenario", JSONText.quoted(path)),
        ("name", JSONText.quoted(job.scenario.name)),
        ("seeds", JSONText.quoted(job.seeds.text)),
        ("policy", JSONText.quoted(job.policy.description)),
        ("swarm", job.swarm ? "true" : "false"),
      ] + points + [
        ("stopAfter", stopAfter.map(String.init) ?? "null"),
        ("budget", budget.map(String.init) ?? "null"),
        ("replay", "[" + replayOptions.map(JSONText.quoted).joined(separator: ",") + "]"),
        ("document", job.runner.document.line),
      ]
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  /// What is said of points that are tried: how many runs, and a fingerprint of what they try.
  private var points: [(String, String)] {
    var fields: [(String, String)] =
      job.faults == .scenario ? [] : [("faults", JSONText.quoted(job.faults.rawValue))]
    if job.faultsOutlastWork { fields.append(("calm", "true")) }
    if let points = job.points {
      var digest = Digest()
      for byte in SweepJob.text(points).utf8 { digest.combine(UInt64(byte)) }
      fields.append(("points", JSONText.quoted("\(points.count) \(digest)")))
    }
    return fields
  }

  /// The part that a first line describes, for one shard of it; nothing when it describes none.
  ///
  /// Runs that try points are described by a fingerprint only and cannot be read back.
  package init?(line: some Collection<UInt8>, shard: Shard, system: SystemUnderTest) {
    var diagnostics = DiagnosticList()
    let file = SourceFile(path: "", bytes: Array(line))
    guard let node = JSONReader.read(file, into: &diagnostics), let path = node["scenario"]?.text,
      let name = node["name"]?.text, let seeds = node["seeds"]?.text,
      let policy = node["policy"]?.text.flatMap({ SchedulingPolicy($0) }),
      let root = node["document"], node["points"] == nil,
      let selection = try? SeedSelection(seeds),
      let document = ScenarioDocument.reading(
        line: JSONText.compact(root), name: name, for: system)
    else { return nil }
    self.path = path
    stopAfter = SweepSection.integer(node["stopAfter"])
    budget = SweepSection.integer(node["budget"])
    replayOptions = SweepSection.texts(node["replay"])
    job = SweepJob(
      ScenarioRunner(document, system: system),
      SeedList(selection, shard: shard, limit: budget), policy: policy,
      swarm: node["swarm"]?.value == .boolean(true),
      faults: node["faults"]?.text.flatMap { FaultSource(rawValue: $0) } ?? .scenario)
  }

  private static func texts(_ node: JSONNode?) -> [String] {
    guard case .list(let items) = node?.value else { return [] }
    return items.compactMap(\.text)
  }

  private static func integer(_ node: JSONNode?) -> Int? {
    guard case .number(.integer(let number)) = node?.value else { return nil }
    return Int(exactly: number)
  }
}

/// Why a scenario's part of a file of results ends where it does.
package enum SectionEnd: String, Hashable, Sendable {
  /// All seeds were run.
  case complete
  /// As many failures were found as were asked for.
  case stopped
  /// Its time was over.
  case budget
  /// Somebody asked for an end.
  case interrupted

  /// Whether going on would add nothing.
  package var isFinal: Bool { self == .complete || self == .stopped }

  /// The last line of a part.
  func line(_ tally: SweepTally) -> String {
    "{\"end\":\"\(rawValue)\",\"runs\":\(tally.runs),\"digest\":\"\(tally.digest)\"}"
  }
}
