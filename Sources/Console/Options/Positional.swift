/// An argument of a verb that has a place instead of a name.
package struct Positional: Sendable {
  /// How many arguments may stand in the place.
  package enum Count: Sendable, Equatable {
    /// Exactly one.
    case one
    /// One or none.
    case optional
    /// One or more.
    case several
    /// Any number.
    case any
  }

  /// What stands for it in help, in capitals; unique within the verb.
  package let name: String
  /// How many arguments may stand there.
  package let count: Count
  /// What it is, as one line of help.
  package let help: String
  /// What a shell may offer; with words, nothing else is accepted.
  package let completion: ValueCompletion

  /// A place for arguments.
  package init(
    _ name: String, _ count: Count, completion: ValueCompletion = .none, help: String
  ) {
    self.name = name
    self.count = count
    self.help = help
    self.completion = completion
  }

  /// The place as a line of usage shows it.
  var usage: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .several: "\(name)..."
    case .any: "[\(name)...]"
    }
  }

  /// Whether the place must be filled.
  var isRequired: Bool {
    switch count {
    case .one, .several: true
    case .optional, .any: false
    }
  }

  /// Whether the place takes everything that is left.
  var takesMany: Bool {
    switch count {
    case .one, .optional: false
    case .several, .any: true
    }
  }
}
