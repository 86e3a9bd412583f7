/// An option as help, completion and the reader of arguments see it: without its type.
package struct OptionDeclaration: Sendable {
  /// How often an option takes a value.
  package enum Shape: Sendable, Equatable {
    /// Never: it is there or it is not.
    case flag
    /// Never, and `--no-` before the name says the opposite.
    case toggle
    /// Once; if it is given several times the last one counts.
    case single
    /// Each time it is given.
    case list
  }

  /// The name, without the dashes.
  package let name: String
  /// The one-letter name, without the dash.
  package internal(set) var short: Character?
  /// How often it takes a value.
  package let shape: Shape
  /// What stands for the value in help; empty if there is none.
  package let placeholder: String
  /// What a shell may offer as its value.
  package let completion: ValueCompletion
  /// The text that is read when nobody gives one, as help shows it.
  package let defaultText: String?
  /// What it does, as one line of help.
  package let help: String
  /// The environment variable that gives it when the command line does not.
  package internal(set) var variable: String?
  /// Refuses texts that are not of the option's type.
  let check: @Sendable ([String]) throws(InvalidValue) -> Void

  /// Whether a value follows the name.
  package var takesValue: Bool {
    switch shape {
    case .flag, .toggle: false
    case .single, .list: true
    }
  }

  /// The name as it is typed.
  package var spelling: String { "--\(name)" }
}
