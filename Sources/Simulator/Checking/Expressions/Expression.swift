import Primitives

/// A condition or figure over a world, as written in a scenario file.
///
/// Expressions have types, no side effects and a bounded cost. They know numbers, texts, truth,
/// fields, comparison, arithmetic, `&&`, `||`, `!`, `->`, and over lists `forall`, `exists`, `count`,
/// `sum`, `min`, `max` and `distinct`:
///
/// ```
/// wallet.balance >= 0
/// forall o in orders where o.paid: o.total > 0
/// sum(o.total for o in orders where o.paid) == bank.captured
/// ```
package final class Expression: Sendable {
  /// The text as written.
  package let source: String
  /// The type of its value.
  package let type: ExpressionType
  /// The names it reads, in order of first use; they serve as subjects.
  package let reads: [String]
  /// The names it reads, with a point and the field where it reads one field of a name only.
  package let accesses: [String]
  /// The lists that it gathers from, where nothing else decides its value; else nothing.
  package let gauges: [StandingList]?
  private let syntax: ExpressionSyntax
  private let routine: ExpressionRoutine?

  /// Reads an expression and checks it against a schema.
  package init(_ source: String, schema: ExpressionSchema) throws(ExpressionError) {
    var typing = ExpressionTyping(schema: schema)
    let tree = try ExpressionParser.syntax(of: source)
    type = try typing.type(of: tree)
    syntax = tree.marked(schema, in: source)
    routine = ExpressionRoutine(syntax)
    gauges = syntax.gauges
    reads = typing.reads.members
    accesses = typing.accesses.members
    self.source = source
  }

  /// Reads a condition: an expression that is true or false.
  package convenience init(
    condition source: String, schema: ExpressionSchema
  ) throws(ExpressionError) {
    try self.init(source, schema: schema)
    guard type == .truth else {
      throw ExpressionError(syntax.span, "a condition is true or false, but here is \(type)")
    }
  }

  /// Checks the form of an expression, where nobody knows yet what its names stand for.
  package static func checkForm(_ source: String) throws(ExpressionError) {
    _ = try ExpressionParser.syntax(of: source)
  }

  /// The value over an environment; a number that does not fit or a missing value throws.
  package func value(
    in environment: any ExpressionEnvironment
  ) throws(ExpressionError) -> ExpressionValue {
    switch routine {
    case .integer(let routine)?: return .integer(try routine(environment))
    case .truth(let routine)?: return .truth(try routine(environment))
    case nil:
      var evaluation = ExpressionEvaluation(environment)
      return try evaluation.value(of: syntax)
    }
  }

  /// The number that it comes to; nothing where it is none.
  package func number(
    in environment: any ExpressionEnvironment
  ) throws(ExpressionError) -> Int? {
    if case .integer(let routine)? = routine { return try routine(environment) }
    return try value(in: environment).integer
  }

  /// Whether a condition is met.
  package func isMet(in environment: any ExpressionEnvironment) throws(ExpressionError) -> Bool {
    if let routine = routine?.truth { return try routine(environment) }
    var evaluation = ExpressionEvaluation(environment)
    return try evaluation.truth(of: syntax)
  }

  /// The finding of a condition, with both sides of the comparison that decides it.
  package func finding(
    in environment: any ExpressionEnvironment
  ) throws(ExpressionError) -> Finding {
    if try isMet(in: environment) { return .satisfied }
    var evaluation = ExpressionEvaluation(environment)
    return .broken(expected: source, seen: try evaluation.words(of: syntax), because: [])
  }

  /// What it comes to over the fields of an element, where they decide it.
  func program(over names: ElementProgram.Names) -> ElementProgram? {
    ElementProgram(syntax, names)
  }
}

extension Property where World: ExpressionEnvironment {
  /// A law stated as a condition; the names it reads are its subjects.
  package static func stating(
    _ id: String, _ kind: PropertyKind, _ condition: Expression, source: String = ""
  ) -> Property {
    precondition(condition.type == .truth, "'\(condition.source)' is no condition")
    let reads = condition.reads.map { Subject($0) }
    return Property(id, kind, condition.source, source: source, reading: reads) { world, _ in
      let finding = try condition.finding(in: world)
      guard kind == .never else { return finding }
      return .holding(
        finding != .satisfied, expected: "never: \(condition.source)", seen: "it is so")
    }
  }
}
