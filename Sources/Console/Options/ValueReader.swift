/// Why the text of an option or argument is not a value of its type.
package struct InvalidValue: Error, Equatable {
  /// What is wrong, so that it reads on after the text itself: "is not a whole number".
  package let reason: String

  /// A reason in words.
  package init(_ reason: String) {
    self.reason = reason
  }
}

/// What a shell may offer in place of a value that is being typed.
package enum ValueCompletion: Sendable, Equatable {
  /// Nothing: any text may stand there.
  case none
  /// Names of files and folders.
  case files
  /// Names of folders.
  case folders
  /// One of these words.
  case words([String])
  /// One of these words, or another that the verb itself looks at.
  case suggestions([String])
  /// The name of a verb.
  case verbs
}

/// Turns the text of an option into a value of its type.
package struct ValueReader<Value: Sendable>: Sendable {
  /// What stands for the value in help, in capitals.
  package let placeholder: String
  /// What a shell may offer.
  package let completion: ValueCompletion
  /// Reads one text.
  package let read: @Sendable (String) throws(InvalidValue) -> Value

  /// A reader for a type of one's own.
  package init(
    _ placeholder: String, completion: ValueCompletion = .none,
    read: @escaping @Sendable (String) throws(InvalidValue) -> Value
  ) {
    self.placeholder = placeholder
    self.completion = completion
    self.read = read
  }
}

extension ValueReader where Value == String {
  /// Any text.
  package static func text(_ placeholder: String) -> Self {
    Self(placeholder) { text throws(InvalidValue) in text }
  }

  /// The path of a file or folder, or `-` for the standard stream.
  package static var path: Self {
    Self("PATH", completion: .files) { text throws(InvalidValue) in text }
  }

  /// The path of a folder.
  package static var folder: Self {
    Self("DIR", completion: .folders) { text throws(InvalidValue) in text }
  }

  /// One of the given words.
  package static func word(_ words: [String], _ placeholder: String) -> Self {
    Self(placeholder, completion: .words(words)) { text throws(InvalidValue) in
      if words.contains(text) { return text }
      throw InvalidValue(unknownWord(text, among: words))
    }
  }
}

extension ValueReader where Value == Int {
  /// A whole number within bounds; underscores may separate its digits.
  package static func integer(_ placeholder: String = "N", in bounds: ClosedRange<Int>) -> Self {
    Self(placeholder) { text throws(InvalidValue) in
      guard let number = Int(text.filter { $0 != "_" }) else {
        throw InvalidValue("is not a whole number")
      }
      guard bounds.contains(number) else {
        let limits =
          bounds.upperBound == .max
          ? "at least \(bounds.lowerBound)"
          : "from \(bounds.lowerBound) to \(bounds.upperBound)"
        throw InvalidValue("is out of bounds; it must be \(limits)")
      }
      return number
    }
  }
}

extension ValueReader where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of an enumeration's cases, by its raw value.
  package static func choice(_ placeholder: String) -> Self {
    let words = Value.allCases.map(\.rawValue)
    return Self(placeholder, completion: .words(words)) { text throws(InvalidValue) in
      guard let value = Value(rawValue: text) else {
        throw InvalidValue(unknownWord(text, among: words))
      }
      return value
    }
  }
}

/// The reason to refuse a word, with the words that are allowed.
private func unknownWord(_ text: String, among words: [String]) -> String {
  let allowed = "is not one of \(words.joined(separator: ", "))"
  guard let nearest = Suggestion.nearest(to: text, among: words) else { return allowed }
  return "\(allowed); did you mean '\(nearest)'?"
}
