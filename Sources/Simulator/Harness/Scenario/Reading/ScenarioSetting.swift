/// A value for a parameter, given on the command line as `name=value`.
package struct ScenarioSetting: Hashable, Sendable {
  /// The parameter.
  package var name: String
  /// The value as it was typed.
  package var value: String

  /// A value for a parameter.
  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// The setting that a text such as `guard=off` writes down.
  package init(_ text: String) throws(NotationMistake) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
      throw NotationMistake("'\(text)' does not set anything", write: "name=value")
    }
    name = String(text[..<sign])
    value = String(text[text.index(after: sign)...])
  }

  /// The value as a node of the kind that the parameter has.
  func node(_ kind: ScenarioParameter.Kind) -> JSONNode? {
    switch kind {
    case .string, .duration, .distribution: return .text(value)
    case .boolean: return value == "true" || value == "false" ? .boolean(value == "true") : nil
    case .integer:
      guard case .success(.integer(let number)) = NumberNotation.parse(value) else { return nil }
      return JSONNode(.number(.integer(number)))
    case .number:
      guard case .success(let number) = NumberNotation.parse(value) else { return nil }
      return JSONNode(.number(number))
    case .probability:
      guard case .success(let number) = NumberNotation.parse(value) else { return .text(value) }
      return JSONNode(.number(number))
    }
  }
}
