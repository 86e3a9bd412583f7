/// An option of a verb, and the type of what it says.
///
/// Options are values: a verb declares each one once, lists it in its table and reads it with
/// the subscript of ``Arguments``. Help, shell completion and environment variables follow from
/// the declaration.
package struct Option<Value: Sendable>: Sendable {
  /// The option without its type.
  package private(set) var declaration: OptionDeclaration
  /// Reads all texts that were given; none means that nobody said anything.
  let interpret: @Sendable ([String]) throws(InvalidValue) -> Value

  private init(
    _ name: String, shape: OptionDeclaration.Shape, help: String, defaultText: String? = nil,
    like look: (placeholder: String, completion: ValueCompletion) = ("", .none),
    interpret: @escaping @Sendable ([String]) throws(InvalidValue) -> Value
  ) {
    self.interpret = interpret
    declaration = OptionDeclaration(
      name: name, shape: shape, placeholder: look.placeholder, completion: look.completion,
      defaultText: defaultText, help: help
    ) { texts throws(InvalidValue) in _ = try interpret(texts) }
  }

  /// The same option with a one-letter name.
  package func short(_ letter: Character) -> Self {
    var copy = self
    copy.declaration.short = letter
    return copy
  }

  /// The same option, taken from an environment variable when the command line is silent.
  package func variable(_ name: String) -> Self {
    var copy = self
    copy.declaration.variable = name
    return copy
  }
}

extension Option {
  /// An option that always has a value.
  ///
  /// The default is written as a person would type it, and is what help shows.
  package static func value(
    _ name: String, _ reader: ValueReader<Value>, default text: String, help: String
  ) -> Self {
    Self(
      name, shape: .single, help: help, defaultText: text,
      like: (reader.placeholder, reader.completion)
    ) { texts throws(InvalidValue) in try reader.read(texts.last ?? text) }
  }

  /// An option that may be left out.
  package static func optional<Wrapped: Sendable>(
    _ name: String, _ reader: ValueReader<Wrapped>, help: String
  ) -> Self where Value == Wrapped? {
    Self(
      name, shape: .single, help: help, like: (reader.placeholder, reader.completion)
    ) { texts throws(InvalidValue) in
      guard let text = texts.last else { return nil }
      return try reader.read(text)
    }
  }

  /// An option that may be given many times.
  ///
  /// In an environment variable its values are separated by commas.
  package static func list<Element: Sendable>(
    _ name: String, _ reader: ValueReader<Element>, help: String
  ) -> Self where Value == [Element] {
    Self(
      name, shape: .list, help: help, like: (reader.placeholder, reader.completion)
    ) { texts throws(InvalidValue) in
      var values: [Element] = []
      for text in texts { values.append(try reader.read(text)) }
      return values
    }
  }
}

extension Option where Value == Bool {
  /// An option that is there or not.
  package static func flag(_ name: String, help: String) -> Self {
    Self(name, shape: .flag, help: help) { texts throws(InvalidValue) in
      try truth(of: texts.last) ?? false
    }
  }

  /// An option that is on unless `--no-` stands before its name, or the other way round.
  package static func toggle(_ name: String, default isOn: Bool, help: String) -> Self {
    Self(name, shape: .toggle, help: help, defaultText: isOn ? "on" : "off") {
      texts throws(InvalidValue) in try truth(of: texts.last) ?? isOn
    }
  }

  /// What a flag's text says: the command line writes `true` or `false`, people more than that.
  private static func truth(of text: String?) throws(InvalidValue) -> Bool? {
    guard let text else { return nil }
    switch text.lowercased() {
    case "1", "true", "yes", "on": return true
    case "0", "false", "no", "off": return false
    default: throw InvalidValue("is neither yes nor no")
    }
  }
}
