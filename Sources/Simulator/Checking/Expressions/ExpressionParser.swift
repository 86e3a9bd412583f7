/// Builds the tree of an expression from its tokens.
///
/// A binding is written `forall o in orders where o.paid: o.total > 0`, a sum
/// `sum(o.total for o in orders where o.paid)`, a count `count(o in orders where o.paid)`.
struct ExpressionParser {
  private let tokens: [ExpressionToken]
  private var position = 0
  private var depth = 0
  /// How deep parts may be nested.
  private static let deepest = 64
  private static let words = ["and": "&&", "or": "||", "implies": "->"]
  private static let reserved = ["in", "where", "for", "and", "or", "not", "implies"]

  /// The tree of an expression.
  static func syntax(of source: String) throws(ExpressionError) -> ExpressionSyntax {
    var parser = ExpressionParser(tokens: try ExpressionLexer.tokens(of: source))
    let syntax = try parser.expression(strength: 1)
    guard parser.current.kind == .end else {
      throw parser.unexpected("an operator or the end")
    }
    return syntax
  }

  private init(tokens: [ExpressionToken]) { self.tokens = tokens }

  private var current: ExpressionToken { tokens[position] }

  private mutating func expression(strength: Int) throws(ExpressionError) -> ExpressionSyntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= ExpressionParser.deepest else {
      throw ExpressionError(
        current.span, "parts may be nested \(ExpressionParser.deepest) deep at most")
    }
    var left = try prefix()
    while let (sign, length) = pendingOperator, sign.strength >= strength {
      if sign.strength == 4, case .binary(let inner, _, _) = left.form, inner.strength == 4,
        tokens[position - 1].kind != .sign(")")
      {
        throw ExpressionError(
          current.span, "comparisons do not chain; join two of them with &&")
      }
      position += length
      let right = try expression(strength: sign == .implies ? 1 : sign.strength + 1)
      left = ExpressionSyntax(
        form: .binary(sign, left, right),
        span: left.span.lowerBound..<right.span.upperBound)
    }
    return left
  }

  private var pendingOperator: (ExpressionSyntax.Operator, Int)? {
    switch current.kind {
    case .sign(let sign): ExpressionSyntax.Operator(rawValue: sign).map { ($0, 1) }
    case .name(let word):
      ExpressionParser.words[word].flatMap(ExpressionSyntax.Operator.init(rawValue:)).map {
        ($0, 1)
      }
    case .integer, .text, .end: nil
    }
  }

  private mutating func prefix() throws(ExpressionError) -> ExpressionSyntax {
    let start = current.span.lowerBound
    if accept(sign: "!") || accept(word: "not") {
      let inner = try guarded { parser throws(ExpressionError) in try parser.prefix() }
      return ExpressionSyntax(form: .negated(inner), span: start..<inner.span.upperBound)
    }
    if accept(sign: "-") {
      let inner = try guarded { parser throws(ExpressionError) in try parser.prefix() }
      return ExpressionSyntax(form: .opposite(inner), span: start..<inner.span.upperBound)
    }
    var value = try primary()
    while accept(sign: ".") {
      let field = current
      let name = try identifier("a field's name")
      value = ExpressionSyntax(
        form: .field(value, name, field.span), span: start..<field.span.upperBound)
    }
    return value
  }

  /// Keeps a row of prefixes from nesting without a bound.
  private mutating func guarded(
    _ body: (inout ExpressionParser) throws(ExpressionError) -> ExpressionSyntax
  ) throws(ExpressionError) -> ExpressionSyntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= ExpressionParser.deepest else {
      throw ExpressionError(
        current.span, "parts may be nested \(ExpressionParser.deepest) deep at most")
    }
    return try body(&self)
  }

  private mutating func primary() throws(ExpressionError) -> ExpressionSyntax {
    let token = current
    switch token.kind {
    case .integer(let number):
      position += 1
      return ExpressionSyntax(form: .integer(number), span: token.span)
    case .text(let text):
      position += 1
      return ExpressionSyntax(form: .text(text), span: token.span)
    case .sign("("):
      position += 1
      let inner = try expression(strength: 1)
      try expect(sign: ")", "to close the bracket at \(token.span.lowerBound)")
      return ExpressionSyntax(form: inner.form, span: token.span.lowerBound..<lastEnd)
    case .name(let name):
      return try named(name, token.span)
    case .sign, .end:
      throw unexpected("a value")
    }
  }

  private mutating func named(
    _ name: String, _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionSyntax {
    guard !ExpressionParser.reserved.contains(name) else { throw unexpected("a value") }
    position += 1
    if name == "true" || name == "false" {
      return ExpressionSyntax(form: .truth(name == "true"), span: span)
    }
    guard let gathering = ExpressionSyntax.Gathering(rawValue: name) else {
      if current.kind == .sign("(") { throw unknownFunction(name, span) }
      return ExpressionSyntax(form: .name(name), span: span)
    }
    switch gathering {
    case .forall, .exists: return try quantified(gathering, span)
    case .count, .sum, .min, .max, .distinct:
      guard current.kind == .sign("(") else {
        return ExpressionSyntax(form: .name(name), span: span)
      }
      return try aggregate(gathering, span)
    }
  }

  private func unknownFunction(_ name: String, _ span: Range<Int>) -> ExpressionError {
    let known = ExpressionSyntax.Gathering.allCases.map(\.rawValue)
    return ExpressionError(
      span, "'\(name)' is no function; there are \(known.joined(separator: ", "))",
      suggestion: Spelling.nearest(to: name, among: known))
  }

  private mutating func quantified(
    _ gathering: ExpressionSyntax.Gathering, _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionSyntax {
    let (variable, list, filter) = try range()
    try expect(sign: ":", "before what each element must meet")
    let body = try expression(strength: 1)
    let binding = ExpressionSyntax.Binding(
      variable: variable, list: list, filter: filter, body: body)
    return ExpressionSyntax(
      form: .gathered(gathering, binding), span: span.lowerBound..<body.span.upperBound)
  }

  private mutating func aggregate(
    _ gathering: ExpressionSyntax.Gathering, _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionSyntax {
    try expect(sign: "(", "after '\(gathering.rawValue)'")
    let form: ExpressionSyntax.Form
    if gathering == .count, tokens[position + 1].kind == .name("in") {
      let (variable, list, filter) = try range()
      form = .gathered(
        gathering, .init(variable: variable, list: list, filter: filter, body: nil))
    } else {
      let body = try expression(strength: 1)
      if accept(word: "for") {
        let (variable, list, filter) = try range()
        form = .gathered(
          gathering, .init(variable: variable, list: list, filter: filter, body: body))
      } else {
        form = .summary(gathering, body)
      }
    }
    try expect(sign: ")", "to close '\(gathering.rawValue)('")
    return ExpressionSyntax(form: form, span: span.lowerBound..<lastEnd)
  }

  /// A variable, its list and an optional filter.
  private mutating func range() throws(ExpressionError) -> (
    String, ExpressionSyntax, ExpressionSyntax?
  ) {
    let variable = try identifier("a variable's name")
    guard accept(word: "in") else { throw unexpected("'in' and a list") }
    let list = try expression(strength: 1)
    let filter = accept(word: "where") ? try expression(strength: 1) : nil
    return (variable, list, filter)
  }

  private mutating func identifier(_ what: String) throws(ExpressionError) -> String {
    guard case .name(let name) = current.kind, !ExpressionParser.reserved.contains(name) else {
      throw unexpected(what)
    }
    position += 1
    return name
  }

  private mutating func accept(sign: String) -> Bool {
    guard current.kind == .sign(sign) else { return false }
    position += 1
    return true
  }

  private mutating func accept(word: String) -> Bool {
    guard current.kind == .name(word) else { return false }
    position += 1
    return true
  }

  private mutating func expect(sign: String, _ purpose: String) throws(ExpressionError) {
    guard accept(sign: sign) else { throw unexpected("'\(sign)' \(purpose)") }
  }

  private var lastEnd: Int { tokens[position - 1].span.upperBound }

  private func unexpected(_ expected: String) -> ExpressionError {
    ExpressionError(current.span, "expected \(expected), found \(current.words)")
  }
}
