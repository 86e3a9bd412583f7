import Checking

/// What is wrong with a law that a scenario states, and in which of its fields.
struct LawMistake: Error {
  /// The field that is wrong, or that is missing.
  let field: LawForm.Field
  /// The position in the list that the field holds, where it holds one.
  var item: Int?
  /// The part of the text that is wrong, in bytes from its beginning; the whole text when absent.
  var bytes: Range<Int>?
  /// What is wrong, in a sentence without a full stop.
  private(set) var message: String
  /// What to write instead, where something comes to mind.
  var suggestion: String?
  /// The names there are, where one was not found.
  var known: [String] = []
  /// Whether the field belongs to other kinds of laws, which are then the names known.
  var isForeign = false
  /// Whether the field is absent and should be there.
  var isMissing = false

  init(_ field: LawForm.Field, _ message: String, item: Int? = nil, known: [String] = []) {
    self.field = field
    self.message = message
    self.item = item
    self.known = known
  }

  /// The same mistake, with the list whose entries it is about.
  func found(in list: ListedThings) -> LawMistake {
    var mistake = self
    mistake.message += " in an entry of \(list.path)"
    return mistake
  }

  /// A mistake in an expression.
  init(_ field: LawForm.Field, _ error: ExpressionError, item: Int? = nil) {
    self.init(field, error.message, item: item)
    bytes = error.offset..<(error.offset + max(error.length, 1))
    suggestion = error.suggestion
  }
}
