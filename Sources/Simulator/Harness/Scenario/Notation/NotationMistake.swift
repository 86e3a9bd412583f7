/// Why a text is not the notation of a value.
package struct NotationMistake: Error, Hashable, Sendable {
  /// What is wrong, in one line.
  package var message: String
  /// A few words beside the mark, such as what to write instead.
  package var label: String?
  /// What would stand in the place of the text.
  package var fix: String?

  /// A mistake, with what to write instead when that can be told.
  package init(_ message: String, write fix: String? = nil) {
    self.message = message
    self.fix = fix
    label = fix.map { "write \($0)" }
  }
}
