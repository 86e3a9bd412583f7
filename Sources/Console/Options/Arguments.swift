import Primitives

/// Who said what an option's value is, from the strongest voice to the weakest.
package enum OptionSource: Sendable, Equatable {
  /// The command line.
  case commandLine
  /// The environment variable of this name.
  case environment(String)
  /// The settings file at this path.
  case settings(String)
  /// Nobody: the value is the default.
  case standard
}

/// What a verb was asked to do: every option and argument, already checked.
package struct Arguments: Sendable {
  /// The texts of one option and who gave them.
  struct Given: Sendable {
    let texts: [String]
    let source: OptionSource
  }

  /// The verbs the command line was read against, for verbs that tell of others.
  package let table: VerbTable
  private let options: OrderedDictionary<String, Given>
  private let positionals: OrderedDictionary<String, [String]>
  /// The environment, for variables that belong to no option.
  package let environment: Environment

  init(
    table: VerbTable, options: OrderedDictionary<String, Given>,
    positionals: OrderedDictionary<String, [String]>, environment: Environment
  ) {
    self.table = table
    self.options = options
    self.positionals = positionals
    self.environment = environment
  }

  /// The value of an option.
  ///
  /// - Precondition: the verb lists the option, or every verb has it.
  package subscript<Value>(option: Option<Value>) -> Value {
    let given = given(option.declaration)
    do {
      return try option.interpret(given.texts)
    } catch {
      preconditionFailure(
        "\(option.declaration.spelling) was read and now \(error.reason): \(given.texts)")
    }
  }

  /// The arguments that stand in a place, in order; none if it was left empty.
  ///
  /// - Precondition: the verb lists the place.
  package subscript(place: Positional) -> [String] {
    guard let texts = positionals[place.name] else {
      preconditionFailure("the verb has \(positionals.keys), not \(place.name)")
    }
    return texts
  }

  /// Who gave an option its value.
  package func source<Value>(of option: Option<Value>) -> OptionSource {
    given(option.declaration).source
  }

  /// The value of an option that not every verb lists; nothing where it is not listed.
  package func listed<Wrapped>(_ option: Option<Wrapped?>) -> Wrapped? {
    options[option.declaration.name] == nil ? nil : self[option]
  }

  /// The texts that an option was given, as they were typed; none where its default holds.
  func texts(of option: OptionDeclaration) -> [String] {
    let given = given(option)
    return given.source == .standard ? [] : given.texts
  }

  private func given(_ option: OptionDeclaration) -> Given {
    guard let given = options[option.name] else {
      preconditionFailure("the verb has \(options.keys), not \(option.name)")
    }
    return given
  }
}
