/// A run written down so that it can be done again after the code was edited.
///
/// Draws and faults need no record: they are addressed by what they are for. What is recorded are
/// the choices among ready tasks, by task path, and the course of events to hold the new run
/// against.
package struct RunRecording: Hashable, Sendable {
  /// The digest of the run, equal only where nothing changed at all.
  package let digest: String
  /// The policy that the run was made with.
  package let policy: SchedulingPolicy
  /// What was chosen among ready tasks; empty under arrival order, which chooses nothing.
  package let order: RecordedOrder
  /// What happened.
  package let outline: RunOutline

  /// The recording of these parts.
  package init(
    digest: String, policy: SchedulingPolicy, order: RecordedOrder, outline: RunOutline
  ) {
    self.digest = digest
    self.policy = policy
    self.order = order
    self.outline = outline
  }

  /// The policy that does the run again: the recorded choices, or arrival order.
  package var replayPolicy: SchedulingPolicy {
    policy == .arrivalOrder ? .arrivalOrder : .recordedOrder(order)
  }
}

extension RunRecording: CustomStringConvertible {
  private static let title = "orrery recording 1"

  /// The recording as lines: a title, digest, policy, choices, steps, and a line for each name.
  package var description: String {
    let head = [
      RunRecording.title, "digest \(digest)", "policy \(policy)", "order \(order)",
      "steps \(outline.stepText)",
    ]
    return (head + outline.names.map { "name \($0)" }).joined(separator: "\n") + "\n"
  }

  /// The recording of a text; nothing when it is none.
  package init?(_ text: some StringProtocol) {
    let lines = text.split(separator: "\n")
    func value(_ index: Int, _ key: String) -> Substring? {
      guard lines.indices.contains(index), lines[index].hasPrefix(key + " ") else { return nil }
      return Substring(lines[index].dropFirst(key.count + 1))
    }
    guard lines.first.map({ $0 == RunRecording.title }) == true,
      let digest = value(1, "digest"),
      let policy = value(2, "policy").flatMap({ SchedulingPolicy($0) }),
      let order = value(3, "order").flatMap({ RecordedOrder($0) }), let steps = value(4, "steps")
    else { return nil }
    let names = lines.indices.dropFirst(5).compactMap { value($0, "name").map(String.init) }
    guard names.count == lines.count - 5,
      let outline = RunOutline(names: names, stepText: steps)
    else { return nil }
    self.init(digest: String(digest), policy: policy, order: order, outline: outline)
  }
}
