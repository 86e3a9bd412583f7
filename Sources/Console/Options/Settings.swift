package import Primitives

/// Options written down in a file, weaker than the environment.
package struct Settings: Sendable {
  /// Where they were read, as messages name it.
  package let path: String
  /// The texts of each option, by its name without dashes.
  package let values: OrderedDictionary<String, [String]>

  /// Settings read from a file.
  package init(path: String, values: OrderedDictionary<String, [String]>) {
    self.path = path
    self.values = values
  }
}
