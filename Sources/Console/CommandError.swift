/// Why a verb could not do what was asked, and the number the command ends with.
///
/// A counterexample is not an error: a verb that finds one returns its exit code.
package struct CommandError: Error, Equatable {
  /// The number the command ends with.
  package let code: ExitCode
  /// What is wrong, as one line without a full stop.
  package let message: String
  /// What to do about it, if that is known.
  package let hint: String?

  /// An error of a kind, in words.
  ///
  /// - Precondition: the code is not that of a command that succeeded.
  package init(_ code: ExitCode, _ message: String, hint: String? = nil) {
    precondition(code != .success, "an error cannot end with \(code.rawValue): \(message)")
    self.code = code
    self.message = message
    self.hint = hint
  }
}
