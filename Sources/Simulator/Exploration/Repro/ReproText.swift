import Engine
import Harness

extension Repro {
  /// The repro as a file that a person can read.
  ///
  /// What broke comes first, then the scenario, then what happened.
  ///
  /// - Parameter notes: lines of a comment at its top.
  package func text(notes: [String] = []) -> String {
    let head = notes.map { $0.isEmpty ? "//\n" : "// \($0)\n" }.joined()
    return head + JSONText.laidOut(tree, trailingCommas: true)
  }

  private var tree: JSONNode {
    var members: [(String, JSONNode)] = [
      ("repro", .integer(Repro.version)), ("tool", .text(tool)), ("origin", .text(origin)),
      ("seed", .text("\(seed)")),
    ]
    if policy != .arrivalOrder { members.append(("policy", .text("\(policy)"))) }
    if swarm { members.append(("swarm", .boolean(true))) }
    if !without.isEmpty { members.append(("without", .list(without.map { .text($0) }))) }
    if !points.isEmpty { members.append(("with", .text(PointFaultNotation.text(points)))) }
    if isBare { members.append(("bare", .boolean(true))) }
    if faultsOutlastWork { members.append(("calm", .boolean(true))) }
    members.append(("expect", expectation))
    members.append(("scenario", document.tree))
    if let recording { members.append(("decisions", Repro.tree(of: recording))) }
    return .object(members)
  }

  private var expectation: JSONNode {
    var members: [(String, JSONNode)] = [
      ("verdict", .text(failure == nil ? "holds" : "violated"))
    ]
    if let failure {
      let signature = failure.signature
      members += [
        ("property", .text(signature.property)), ("place", .text(signature.place)),
        ("event", .text(signature.event)), ("fault", .text(signature.fault)),
        ("seen", .text(failure.seen)),
      ]
    }
    if let recording { members.append(("digest", .text(recording.digest))) }
    return .object(members)
  }

  private static func tree(of recording: RunRecording) -> JSONNode {
    var members: [(String, JSONNode)] = [("policy", .text("\(recording.policy.kindText)"))]
    if !recording.order.choices.isEmpty {
      members.append(("order", .text("\(recording.order)")))
    }
    members.append(("steps", .text(recording.outline.stepText)))
    members.append(("names", .list(recording.outline.names.map { .text($0) })))
    return .object(members)
  }
}

extension SchedulingPolicy {
  /// The text form, recorded choices left out.
  fileprivate var kindText: String {
    switch self {
    case .arrivalOrder, .randomOrder, .priorityChange: description
    case .recordedOrder: "recorded"
    }
  }
}
