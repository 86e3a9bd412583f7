/// The environment variables a command was started with.
public struct Environment: Sendable {
  private let values: [String: String]

  /// An environment of the given variables.
  public init(_ values: [String: String]) {
    self.values = values
  }

  /// A variable's value; a variable that is set to nothing counts as not set.
  package subscript(name: String) -> String? {
    guard let value = values[name], !value.isEmpty else { return nil }
    return value
  }

  /// The names of all set variables that begin with a prefix, in alphabetical order.
  package func names(startingWith prefix: String) -> [String] {
    values.keys.filter { $0.hasPrefix(prefix) }.sorted()
  }
}

/// A variable that a verb reads although no option has it as its source.
package struct EnvironmentVariable: Sendable {
  /// The variable's full name.
  package let name: String
  /// What it does, as one line of help.
  package let help: String

  /// A variable and its explanation.
  package init(_ name: String, help: String) {
    self.name = name
    self.help = help
  }
}
