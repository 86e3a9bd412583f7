/// Some fields that are written together.
package struct ScenarioTable: Sendable {
  /// What the whole is called, in capitals as a type.
  package var name: String
  /// What the whole is for, in one sentence.
  package var summary: String
  /// The fields in the order in which they are written.
  package var fields: [ScenarioField]

  /// A table of fields.
  package init(_ name: String, _ summary: String, _ fields: [ScenarioField]) {
    self.name = name
    self.summary = summary
    self.fields = fields
  }

  /// The names of the fields, separated by commas.
  var names: String { fields.map(\.name).joined(separator: ", ") }

  /// The fields that must be there, as an example of the whole.
  var example: String {
    let needed = fields.filter(\.isRequired)
    if needed.isEmpty {
      return fields.first.map { "{ \"\($0.name)\": \($0.example) }" } ?? "{}"
    }
    return "{ " + needed.map { "\"\($0.name)\": \($0.example)" }.joined(separator: ", ") + " }"
  }
}

/// One field of the language: what it is called, looks like and means.
package struct ScenarioField: Sendable {
  /// The name as it is written.
  package var name: String
  /// What its value may look like.
  package var shape: ScenarioShape
  /// Whether leaving it out is a mistake.
  package var isRequired: Bool
  /// The value it has when it is left out, as it would be written; nothing when it is just absent.
  package var fallback: String?
  /// What it means, in one sentence.
  package var meaning: String
  /// A value as it would be written.
  package var example: String
  /// What each of the words means that it may hold, where a word says much.
  package var choices: [Choice] = []

  /// One of the words that a field may hold.
  package struct Choice: Sendable {
    /// The word.
    package var word: String
    /// What it means, in one sentence.
    package var meaning: String
    /// The fields that go with it; those in brackets may be left out.
    package var fields: String
    /// The whole object as it would be written.
    package var example: String
  }

  /// A field.
  ///
  /// - Parameter example: taken from the shape when nothing better is given.
  package init(
    _ name: String, _ shape: ScenarioShape, isRequired: Bool = false, fallback: String? = nil,
    _ meaning: String, example: String? = nil
  ) {
    self.name = name
    self.shape = shape
    self.isRequired = isRequired
    self.fallback = fallback
    self.meaning = meaning
    self.example = example ?? shape.example
  }
}
