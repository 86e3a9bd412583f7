/// The variables by which a system of many machines tells each of them its part.
package struct ShardVariables: Sendable {
  /// The system, as messages name it.
  package let system: String
  private let index: String
  private let total: String
  /// What the first part's index is: a number, or the variable that holds it.
  private let first: First

  /// Where a system begins to count.
  private enum First: Sendable {
    case number(Int)
    case variable(String)
  }

  /// Why variables name no shard.
  package struct Mistake: Error, Hashable, Sendable {
    /// What is wrong, as one line.
    package let message: String
    /// What to do about it, if that is known.
    package let hint: String?

    init(_ message: String, hint: String?) {
      self.message = message
      self.hint = hint
    }
  }

  private init(_ system: String, _ index: String, _ total: String, first: First) {
    self.system = system
    self.index = index
    self.total = total
    self.first = first
  }

  /// The systems that are known, in the order in which they are looked for.
  ///
  /// Kubernetes and GNU parallel name no total, so their jobs set one of ours. What a matrix of
  /// GitHub Actions knows of its jobs has no variables either; a workflow sets both of ours.
  static let known = [
    ShardVariables(
      "the environment", "ORRERY_SHARD_INDEX", "ORRERY_SHARD_TOTAL", first: .number(0)),
    ShardVariables("GitLab CI", "CI_NODE_INDEX", "CI_NODE_TOTAL", first: .number(1)),
    ShardVariables("CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", first: .number(0)),
    ShardVariables(
      "Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", first: .number(0)),
    ShardVariables(
      "Azure Pipelines", "SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE",
      first: .number(1)),
    ShardVariables(
      "Kubernetes", "JOB_COMPLETION_INDEX", "ORRERY_SHARD_TOTAL", first: .number(0)),
    ShardVariables(
      "Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT",
      first: .variable("SLURM_ARRAY_TASK_MIN")),
    ShardVariables("GNU parallel", "PARALLEL_SEQ", "ORRERY_SHARD_TOTAL", first: .number(1)),
    ShardVariables("Bazel", "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", first: .number(0)),
  ]

  /// This machine's part, and what was read to find it; all of the work if no system says more.
  ///
  /// A system that says which part but not of how many is an error, because every machine would
  /// then run everything and nobody would notice.
  ///
  /// - Parameter read: gives the value of a variable, nothing for one that is empty or not set.
  package static func detect(
    in read: (String) -> String?
  ) throws(Mistake) -> (shard: Shard, source: String) {
    for system in known {
      guard let text = read(system.index) else { continue }
      return try system.shard(text, read)
    }
    return (Shard(1, of: 1), "no system of shards found -> shard 1/1")
  }

  private func shard(
    _ text: String, _ read: (String) -> String?
  ) throws(Mistake) -> (shard: Shard, source: String) {
    guard let totalText = read(total) else {
      throw Mistake(
        "\(system) sets \(index)=\(text) but not how many shards there are",
        hint: "set \(total) to their number")
    }
    let start =
      switch first {
      case .number(let number): number
      case .variable(let name): read(name).flatMap { Int($0) } ?? 0
      }
    guard let position = Int(text), let count = Int(totalText), count >= 1,
      (0..<count).contains(position.subtractingReportingOverflow(start).partialValue)
    else {
      throw Mistake(
        "\(system) sets \(index)=\(text) and \(total)=\(totalText), which is no shard", hint: nil)
    }
    let shard = Shard(position - start + 1, of: count)
    return (shard, "\(index)=\(text), \(total)=\(totalText) -> shard \(shard)")
  }
}
