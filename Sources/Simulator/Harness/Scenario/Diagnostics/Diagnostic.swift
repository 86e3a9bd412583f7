/// A mistake in a file: place, reason, suggestion.
package struct Diagnostic: Hashable, Sendable {
  /// How bad it is.
  package var severity: Severity
  /// Which kind of mistake it is, stable over versions.
  package var code: Code
  /// Where it is; nothing for mistakes outside any file, such as on the command line.
  package var place: SourcePlace?
  /// What is wrong, in one line.
  package var message: String
  /// A few words beside the mark under the source, such as the name that was probably meant.
  package var label: String?
  /// The text that would stand in the marked place if the suggestion were followed.
  package var fix: String?
  /// What else is worth knowing, one line each.
  package var notes: [String]
  /// A command that tells more.
  package var help: String?

  /// A mistake with its place and reason.
  package init(
    _ code: Code, at place: SourcePlace?, _ message: String, severity: Severity = .error
  ) {
    self.severity = severity
    self.code = code
    self.place = place
    self.message = message
    notes = []
  }

  /// How bad a mistake is.
  package enum Severity: String, Hashable, Sendable {
    /// The scenario cannot be run.
    case error
    /// The scenario can be run but probably does not say what was meant.
    case warning
  }

  /// The kinds of mistakes.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// The file is not of the form that files have.
    case syntax
    /// Bytes or characters that cannot stand here.
    case encoding
    /// More than is read.
    case tooLarge = "too-large"
    /// Nested deeper than is read.
    case tooDeep = "too-deep"
    /// A field is given twice.
    case duplicateField = "duplicate-field"
    /// There is no such field.
    case unknownField = "unknown-field"
    /// A field must be given.
    case missingField = "missing-field"
    /// A value of another kind is needed.
    case wrongType = "wrong-type"
    /// The value is of the right kind and still cannot be.
    case badValue = "bad-value"
    /// Two things that exclude each other.
    case conflict
    /// Something is named that is not there.
    case unknownName = "unknown-name"
    /// Two things have one name.
    case duplicateName = "duplicate-name"
    /// Something cannot happen to this part.
    case unsupported
    /// Something can never happen.
    case neverFires = "never-fires"
    /// Files extend each other in a circle or without end.
    case extendsCycle = "extends-cycle"
    /// There is no such file.
    case missingFile = "missing-file"
    /// The file is written in another version of the language.
    case unknownVersion = "unknown-version"
  }
}

extension Diagnostic {
  /// The same mistake with the name that was probably meant, when one is near enough.
  package func suggesting(from names: some Sequence<String>, for name: String) -> Diagnostic {
    guard let nearest = NearestName.find(name, among: names) else { return self }
    var copy = self
    copy.label = "did you mean '\(nearest)'?"
    copy.fix = nearest
    return copy
  }

  /// The same mistake with a further note.
  func noting(_ note: String) -> Diagnostic {
    var copy = self
    copy.notes.append(note)
    return copy
  }

  /// The same mistake with a command that tells more.
  func helping(_ help: String?) -> Diagnostic {
    var copy = self
    copy.help = help
    return copy
  }
}
