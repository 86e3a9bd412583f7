import Primitives

/// A part of an expression over a world, made ready to be worked out often.
///
/// Working it out gives what `ExpressionEvaluation` gives; it only does not look at the tree again.
/// There is none for parts that are rare or hard, and those are left to the evaluation.
enum ExpressionRoutine: Sendable {
  case integer(Integer)
  case truth(Truth)

  /// Finds a number in a world.
  typealias Integer = @Sendable (any ExpressionEnvironment) throws(ExpressionError) -> Int
  /// Finds out whether something is true in a world.
  typealias Truth = @Sendable (any ExpressionEnvironment) throws(ExpressionError) -> Bool

  /// What it does where it finds a number.
  var integer: Integer? {
    if case .integer(let routine) = self { return routine }
    return nil
  }

  /// What it does where it finds something true or false.
  var truth: Truth? {
    if case .truth(let routine) = self { return routine }
    return nil
  }
}

extension ExpressionRoutine {
  /// The routine of a part, where there is one.
  init?(_ part: ExpressionSyntax) {
    switch part.form {
    case .integer(let number): self = .integer { _ in number }
    case .truth(let isTrue): self = .truth { _ in isTrue }
    case .text, .name, .field, .summary: return nil
    case .negated(let inner):
      guard let routine = ExpressionRoutine(inner)?.truth else { return nil }
      self = .truth { world throws(ExpressionError) in try !routine(world) }
    case .opposite(let inner):
      guard let routine = ExpressionRoutine(inner)?.integer else { return nil }
      let span = part.span
      self = .integer { world throws(ExpressionError) in
        try ExpressionArithmetic.value(.minus, 0, routine(world), span)
      }
    case .binary(let sign, let left, let right):
      switch (ExpressionRoutine(left), ExpressionRoutine(right)) {
      case (.integer(let left)?, .integer(let right)?):
        self.init(sign, left, right, part.span)
      case (.truth(let left)?, .truth(let right)?):
        self.init(sign, left, right)
      case (.integer?, _), (.truth?, _), (nil, _): return nil
      }
    case .gathered(let gathering, let binding): self.init(gathering, binding, part)
    }
  }

  /// Two numbers that are compared or reckoned with.
  private init?(
    _ sign: ExpressionSyntax.Operator, _ left: @escaping Integer, _ right: @escaping Integer,
    _ span: Range<Int>
  ) {
    switch sign {
    case .equal: self = .truth { world throws(ExpressionError) in try left(world) == right(world) }
    case .unequal:
      self = .truth { world throws(ExpressionError) in try left(world) != right(world) }
    case .less: self = .truth { world throws(ExpressionError) in try left(world) < right(world) }
    case .lessOrEqual:
      self = .truth { world throws(ExpressionError) in try left(world) <= right(world) }
    case .greater: self = .truth { world throws(ExpressionError) in try left(world) > right(world) }
    case .greaterOrEqual:
      self = .truth { world throws(ExpressionError) in try left(world) >= right(world) }
    case .plus, .minus, .times, .divided, .remainder:
      self = .integer { world throws(ExpressionError) in
        let one = try left(world)
        return try ExpressionArithmetic.value(sign, one, right(world), span)
      }
    case .implies, .or, .and: return nil
    }
  }

  /// Two conditions, of which the second is not always asked.
  private init?(
    _ sign: ExpressionSyntax.Operator, _ left: @escaping Truth, _ right: @escaping Truth
  ) {
    switch sign {
    case .implies:
      self = .truth { world throws(ExpressionError) in try left(world) ? right(world) : true }
    case .or:
      self = .truth { world throws(ExpressionError) in try left(world) ? true : right(world) }
    case .and:
      self = .truth { world throws(ExpressionError) in try left(world) ? right(world) : false }
    case .equal: self = .truth { world throws(ExpressionError) in try left(world) == right(world) }
    case .unequal:
      self = .truth { world throws(ExpressionError) in try left(world) != right(world) }
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .plus, .minus, .times, .divided,
      .remainder:
      return nil
    }
  }

  /// What is gathered from a list that keeps its changes; where it keeps none, all of it is asked.
  private init?(
    _ gathering: ExpressionSyntax.Gathering, _ binding: ExpressionSyntax.Binding,
    _ part: ExpressionSyntax
  ) {
    guard let standing = binding.standing, standing.recipe != nil else { return nil }
    let anew: @Sendable (any ExpressionEnvironment) throws(ExpressionError) -> ExpressionValue = {
      world throws(ExpressionError) in
      var evaluation = ExpressionEvaluation(world)
      return try evaluation.value(of: part)
    }
    switch gathering {
    case .count:
      self = .integer { world throws(ExpressionError) in
        if let gauge = standing.gauge(in: world) { return gauge.tally.count }
        return try anew(world).integer ?? 0
      }
    case .sum:
      self = .integer { world throws(ExpressionError) in
        if let gauge = standing.gauge(in: world) { return gauge.tally.sum }
        return try anew(world).integer ?? 0
      }
    case .forall, .exists:
      self = .truth { world throws(ExpressionError) in
        if let gauge = standing.gauge(in: world) {
          return (gauge.tally.sum == 0) == (gathering == .forall)
        }
        guard case .truth(true) = try anew(world) else { return false }
        return true
      }
    case .min, .max, .distinct: return nil
    }
  }
}
