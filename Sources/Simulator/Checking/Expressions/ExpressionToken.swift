/// One word, number, text or sign of an expression.
struct ExpressionToken: Equatable {
  let kind: Kind
  /// Where it stands, in UTF-8 bytes.
  let span: Range<Int>

  /// What a token is.
  enum Kind: Equatable {
    case name(String)
    case integer(Int)
    case text(String)
    /// An operator or a bracket, as written.
    case sign(String)
    case end
  }

  /// The token as an error names it.
  var words: String {
    switch kind {
    case .name(let name): "'\(name)'"
    case .integer(let number): "'\(number)'"
    case .text: "a text"
    case .sign(let sign): "'\(sign)'"
    case .end: "the end"
    }
  }
}
