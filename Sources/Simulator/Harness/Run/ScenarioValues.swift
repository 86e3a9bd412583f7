import Primitives

/// Values out of a scenario file whose names and types have been checked already.
///
/// A value of the wrong type here is a mistake of the system's own vocabulary, not of the file,
/// and traps with both sides.
public struct ScenarioValues: Sendable {
  /// The object that holds the values.
  package let node: JSONNode

  package init(_ node: JSONNode) {
    self.node = node
  }

  /// The names in the order in which they are written.
  public var names: [String] {
    guard case .object(let members) = node.value else { return [] }
    return members.map(\.name)
  }

  /// A text.
  public func text(_ name: String) -> String? {
    node[name].map { value in
      guard let text = value.text else { mismatch(name, "a text") }
      return text
    }
  }

  /// A whole number.
  public func integer(_ name: String) -> Int? {
    node[name].map { value in
      guard case .number(.integer(let number)) = value.value, let result = Int(exactly: number)
      else { mismatch(name, "a whole number") }
      return result
    }
  }

  /// A truth value.
  public func flag(_ name: String) -> Bool? {
    node[name].map { value in
      guard case .boolean(let truth) = value.value else { mismatch(name, "true or false") }
      return truth
    }
  }

  /// A span of time.
  public func duration(_ name: String) -> Duration? {
    text(name).map { text in
      guard let duration = try? DurationNotation.parse(text) else { mismatch(name, "a duration") }
      return duration
    }
  }

  /// An object within.
  public func object(_ name: String) -> ScenarioValues? {
    node[name].map(ScenarioValues.init)
  }

  /// The objects of a list within; an empty list where there is none.
  public func list(_ name: String) -> [ScenarioValues] {
    guard let value = node[name] else { return [] }
    guard case .list(let items) = value.value else { mismatch(name, "a list") }
    return items.map(ScenarioValues.init)
  }

  private func mismatch(_ name: String, _ expected: String) -> Never {
    preconditionFailure("'\(name)' should be \(expected), the file has \(node[name]?.value as Any)")
  }
}
