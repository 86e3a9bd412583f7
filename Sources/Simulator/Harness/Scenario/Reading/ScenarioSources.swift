/// Fetches a scenario file and all files that it extends, and lays them over each other.
struct ScenarioSources {
  /// The longest chain of files that extend each other.
  static let chainLimit = 16

  /// Gives the content of a file, nothing when there is none.
  let load: (String) -> [UInt8]?
  var diagnostics = DiagnosticList()

  init(load: @escaping (String) -> [UInt8]?) {
    self.load = load
  }

  /// The merged tree, or nothing when a file is missing or has mistakes of form.
  mutating func tree(path: String, bytes: [UInt8]) -> JSONNode? {
    tree(SourceFile(path: path, bytes: bytes), chain: [FilePath.normal(path)])
  }

  private mutating func tree(_ file: SourceFile, chain: [String]) -> JSONNode? {
    guard let node = JSONReader.read(file, into: &diagnostics) else { return nil }
    guard case .object(let members) = node.value else {
      diagnostics.add {
        Diagnostic(
          .wrongType, at: node.mark, "a scenario must be an object, not \(node.value.noun)"
        ).noting("for example { \"version\": 1, \"services\": {}, \"workload\": [] }")
      }
      return nil
    }
    guard let extended = node["extends"] else { return node }
    guard let target = extended.text else {
      ScenarioSources.note(
        &diagnostics, .wrongType, extended, "'extends' must be the path of a file")
      return nil
    }
    let parentPath = FilePath.resolve(target, from: file.path)
    guard let parent = parentFile(parentPath, named: extended, chain: chain),
      let base = tree(parent, chain: chain + [parentPath])
    else { return nil }
    var child = node
    child.value = .object(members.filter { $0.name != "extends" })
    return ScenarioMerge.merged(base, with: child)
  }

  private mutating func parentFile(
    _ path: String, named node: JSONNode, chain: [String]
  ) -> SourceFile? {
    if chain.contains(path) {
      let way = (chain + [path]).joined(separator: " -> ")
      diagnostics.add {
        Diagnostic(.extendsCycle, at: node.mark, "'\(path)' extends itself").noting(way).helping(
          "orrery explain extends")
      }
      return nil
    }
    guard chain.count < ScenarioSources.chainLimit else {
      ScenarioSources.note(
        &diagnostics, .extendsCycle, node,
        "more than \(ScenarioSources.chainLimit) files extend each other")
      return nil
    }
    guard let bytes = load(path) else {
      ScenarioSources.note(&diagnostics, .missingFile, node, "there is no file '\(path)'")
      return nil
    }
    return SourceFile(path: path, bytes: bytes)
  }

  private static func note(
    _ diagnostics: inout DiagnosticList, _ code: Diagnostic.Code, _ node: JSONNode,
    _ message: String
  ) {
    diagnostics.add {
      Diagnostic(code, at: node.mark, message).helping("orrery explain extends")
    }
  }
}
