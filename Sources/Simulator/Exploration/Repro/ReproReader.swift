import Engine
package import Harness

/// Reads repro files; what is wrong with one is said with its place.
package struct ReproReader {
  private let system: SystemUnderTest
  private var diagnostics = DiagnosticList()

  /// What came of reading a file.
  package struct Reading: Sendable {
    /// The repro; nothing where a mistake prevents a run.
    package let repro: Repro?
    /// The mistakes that were kept, in the order of their places.
    package let diagnostics: [Diagnostic]
    /// How many more mistakes there are.
    package let omitted: Int
  }

  private static let fields = [
    "repro", "tool", "origin", "seed", "policy", "swarm", "without", "with", "bare", "calm",
    "expect", "scenario",
    "decisions",
  ]

  private init(_ system: SystemUnderTest) {
    self.system = system
  }

  /// The repro that a file holds, for a system that can run it.
  package static func read(
    path: String, bytes: [UInt8], for system: SystemUnderTest
  ) -> Reading {
    var reader = ReproReader(system)
    let repro = reader.read(SourceFile(path: path, bytes: bytes))
    let list = reader.diagnostics
    return Reading(
      repro: list.hasErrors ? nil : repro, diagnostics: list.inOrderOfPlace, omitted: list.omitted)
  }

  private mutating func read(_ file: SourceFile) -> Repro? {
    guard let root = JSONReader.read(file, into: &diagnostics) else { return nil }
    guard case .object(let members) = root.value else {
      note(.wrongType, root, "a repro file must be an object")
      return nil
    }
    guard isOfThisVersion(root) else { return nil }
    for member in members where !Self.fields.contains(member.name) {
      let (name, place) = (member.name, member.namePlace)
      diagnostics.add {
        Diagnostic(.unknownField, at: place, "unknown field '\(name)' in a repro file")
          .suggesting(from: Self.fields, for: name)
      }
    }
    let seed = seed(root)
    let policy = policy(root, "policy") ?? .arrivalOrder
    let failure = failure(root)
    let recording = recording(root)
    let points = points(root)
    let document = document(root)
    guard let seed, let document else { return nil }
    return Repro(
      tool: text(root, "tool") ?? "", origin: text(root, "origin") ?? "", document: document,
      seed: seed,
      faults: Repro.Faults(
        without: texts(root["without"]), points: points,
        isBare: root["bare"]?.value == .boolean(true),
        outlastWork: root["calm"]?.value == .boolean(true)),
      policy: policy, swarm: root["swarm"]?.value == .boolean(true), failure: failure,
      recording: recording)
  }

  // MARK: Parts

  private mutating func isOfThisVersion(_ root: JSONNode) -> Bool {
    guard let node = root["repro"] else {
      note(.missingField, root, "this is no repro file: the field 'repro' is missing")
      return false
    }
    if node.value == .number(.integer(Int128(Repro.version))) { return true }
    note(
      .unknownVersion, node,
      "version \(JSONText.compact(node)) of repro files is not known here, "
        + "only version \(Repro.version)")
    return false
  }

  private mutating func document(_ root: JSONNode) -> ScenarioDocument? {
    guard let node = root["scenario"] else {
      note(.missingField, root, "the field 'scenario' is missing")
      return nil
    }
    guard case .object = node.value else {
      note(.wrongType, node, "a scenario must be an object")
      return nil
    }
    let reading = ScenarioReader(vocabulary: system.vocabulary).read(node, name: "scenario")
    for diagnostic in reading.diagnostics { diagnostics.add(diagnostic.severity) { diagnostic } }
    return reading.document
  }

  private mutating func seed(_ root: JSONNode) -> Seed? {
    guard let node = root["seed"] else {
      note(.missingField, root, "the field 'seed' is missing")
      return nil
    }
    guard let text = node.text, let seed = try? SeedSelection.seed(text) else {
      note(.badValue, node, "'seed' must be a seed such as \"42\"")
      return nil
    }
    return Seed(seed)
  }

  private mutating func policy(_ node: JSONNode, _ name: String) -> SchedulingPolicy? {
    guard let given = node[name] else { return nil }
    guard let text = given.text, let policy = SchedulingPolicy(text) else {
      note(.badValue, given, "'\(name)' is not a policy such as \"pct:3@420\"")
      return nil
    }
    return policy
  }

  private mutating func points(_ root: JSONNode) -> [PointFault] {
    guard let text = text(root, "with"), let node = root["with"] else { return [] }
    do {
      return try PointFaultNotation.parse(text)
    } catch {
      note(.badValue, node, error.message)
      return []
    }
  }

  private mutating func failure(_ root: JSONNode) -> Repro.Failure? {
    guard let node = root["expect"] else {
      note(.missingField, root, "the field 'expect' is missing")
      return nil
    }
    switch node["verdict"]?.text {
    case "holds": return nil
    case "violated": break
    default:
      note(.badValue, node["verdict"] ?? node, "'verdict' must be \"violated\" or \"holds\"")
      return nil
    }
    guard let property = text(node, "property") else {
      note(.missingField, node, "the field 'property' is missing: which law was broken")
      return nil
    }
    let signature = FailureSignature(
      property: property, place: text(node, "place") ?? "", event: text(node, "event") ?? "",
      fault: text(node, "fault") ?? "")
    return Repro.Failure(signature, seen: text(node, "seen") ?? "")
  }

  private mutating func recording(_ root: JSONNode) -> RunRecording? {
    guard let node = root["decisions"] else { return nil }
    guard let digest = root["expect"]?["digest"]?.text else {
      note(.missingField, root["expect"] ?? root, "the field 'digest' is missing")
      return nil
    }
    var order = RecordedOrder([])
    if let given = node["order"] {
      guard let read = given.text.flatMap({ RecordedOrder($0) }) else {
        note(.badValue, given, "'order' does not say which tasks were chosen")
        return nil
      }
      order = read
    }
    guard let steps = node["steps"]?.text, let names = node["names"],
      let outline = RunOutline(names: texts(names), stepText: steps)
    else {
      note(.badValue, node["steps"] ?? node, "'steps' and 'names' do not fit together")
      return nil
    }
    let made = node["policy"]?.text
    let policy =
      made == "recorded" ? .recordedOrder(order) : policy(node, "policy") ?? .arrivalOrder
    return RunRecording(digest: digest, policy: policy, order: order, outline: outline)
  }

  // MARK: Values

  private mutating func text(_ node: JSONNode, _ name: String) -> String? {
    guard let given = node[name] else { return nil }
    guard let text = given.text else {
      note(.wrongType, given, "'\(name)' must be a text")
      return nil
    }
    return text
  }

  private mutating func texts(_ node: JSONNode?) -> [String] {
    guard let node else { return [] }
    guard case .list(let items) = node.value, items.allSatisfy({ $0.text != nil }) else {
      note(.wrongType, node, "a list of texts is expected here")
      return []
    }
    return items.compactMap(\.text)
  }

  private mutating func note(_ code: Diagnostic.Code, _ node: JSONNode, _ message: String) {
    let place = node.mark
    diagnostics.add { Diagnostic(code, at: place, message) }
  }
}
