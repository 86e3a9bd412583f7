import Primitives

/// A part of an expression made ready to be worked out often.
///
/// Working it out gives what `ExpressionEvaluation` gives; it only does not look at the tree again.
/// There is none for parts that are rare or hard, and those are left to the evaluation.
enum ExpressionRoutine: Sendable {
  case integer(Integer)
  case text(Text)
  case truth(Truth)

  /// Finds a number in a scope.
  typealias Integer = @Sendable (ExpressionScope) throws(ExpressionError) -> Int
  /// Finds a text in a scope.
  typealias Text = @Sendable (ExpressionScope) throws(ExpressionError) -> String
  /// Finds out whether something is true in a scope.
  typealias Truth = @Sendable (ExpressionScope) throws(ExpressionError) -> Bool

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

/// What a routine reads: the element of a list, or everything.
enum ExpressionScope {
  case element(ListElement)
  case environment(any ExpressionEnvironment)
}

/// Makes routines of the parts of an expression.
struct ExpressionRoutines {
  /// What the names of the expression stand for.
  enum Names {
    /// Fields of an element; of a variable that stands for it, where one does.
    case element(variable: String?, OrderedDictionary<String, ExpressionType>)
    /// Names of the environment.
    case environment
  }

  let names: Names

  /// The routine of a part, where there is one.
  func routine(of part: ExpressionSyntax) -> ExpressionRoutine? {
    switch part.form {
    case .integer(let number): return .integer { _ in number }
    case .text(let text): return .text { _ in text }
    case .truth(let isTrue): return .truth { _ in isTrue }
    case .name(let name):
      guard case .element(nil, let fields) = names else { return nil }
      return column(name, fields, part.span)
    case .field(let owner, let name, let span):
      guard case .element(let variable?, let fields) = names,
        case .name(variable) = owner.form
      else { return nil }
      return column(name, fields, span)
    case .negated(let inner):
      guard let routine = routine(of: inner)?.truth else { return nil }
      return .truth { scope throws(ExpressionError) in try !routine(scope) }
    case .opposite(let inner):
      guard let routine = routine(of: inner)?.integer else { return nil }
      let span = part.span
      return .integer { scope throws(ExpressionError) in
        try ExpressionArithmetic.value(.minus, 0, routine(scope), span)
      }
    case .binary(let sign, let left, let right):
      guard let one = routine(of: left), let other = routine(of: right) else { return nil }
      return binary(sign, one, other, part.span)
    case .gathered(let gathering, let binding): return gathered(gathering, binding, part)
    case .summary: return nil
    }
  }

  private func column(
    _ name: String, _ fields: OrderedDictionary<String, ExpressionType>, _ span: Range<Int>
  ) -> ExpressionRoutine? {
    guard let position = fields.keys.firstIndex(of: name), let type = fields[name] else {
      return nil
    }
    let column = ListElement.Column(position: position, name: name, span: span)
    switch type {
    case .integer:
      return .integer { scope throws(ExpressionError) in try scope.element.integer(column) }
    case .text: return .text { scope throws(ExpressionError) in try scope.element.text(column) }
    case .truth: return .truth { scope throws(ExpressionError) in try scope.element.truth(column) }
    case .record, .list: return nil
    }
  }

  private func binary(
    _ sign: ExpressionSyntax.Operator, _ left: ExpressionRoutine, _ right: ExpressionRoutine,
    _ span: Range<Int>
  ) -> ExpressionRoutine? {
    switch (left, right) {
    case (.integer(let left), .integer(let right)):
      if sign.strength > 4 {
        return .integer { scope throws(ExpressionError) in
          let one = try left(scope)
          return try ExpressionArithmetic.value(sign, one, right(scope), span)
        }
      }
      return comparison(sign, left, right)
    case (.text(let left), .text(let right)): return comparison(sign, left, right)
    case (.truth(let left), .truth(let right)): return connection(sign, left, right)
    case (.integer, _), (.text, _), (.truth, _): return nil
    }
  }

  private func comparison<Value: Comparable & SendableMetatype>(
    _ sign: ExpressionSyntax.Operator,
    _ left: @escaping @Sendable (ExpressionScope) throws(ExpressionError) -> Value,
    _ right: @escaping @Sendable (ExpressionScope) throws(ExpressionError) -> Value
  ) -> ExpressionRoutine? {
    switch sign {
    case .equal: .truth { scope throws(ExpressionError) in try left(scope) == right(scope) }
    case .unequal: .truth { scope throws(ExpressionError) in try left(scope) != right(scope) }
    case .less: .truth { scope throws(ExpressionError) in try left(scope) < right(scope) }
    case .lessOrEqual: .truth { scope throws(ExpressionError) in try left(scope) <= right(scope) }
    case .greater: .truth { scope throws(ExpressionError) in try left(scope) > right(scope) }
    case .greaterOrEqual:
      .truth { scope throws(ExpressionError) in try left(scope) >= right(scope) }
    case .implies, .or, .and, .plus, .minus, .times, .divided, .remainder: nil
    }
  }

  private func connection(
    _ sign: ExpressionSyntax.Operator, _ left: @escaping ExpressionRoutine.Truth,
    _ right: @escaping ExpressionRoutine.Truth
  ) -> ExpressionRoutine? {
    switch sign {
    case .implies:
      .truth { scope throws(ExpressionError) in try left(scope) ? right(scope) : true }
    case .or: .truth { scope throws(ExpressionError) in try left(scope) ? true : right(scope) }
    case .and: .truth { scope throws(ExpressionError) in try left(scope) ? right(scope) : false }
    case .equal: .truth { scope throws(ExpressionError) in try left(scope) == right(scope) }
    case .unequal: .truth { scope throws(ExpressionError) in try left(scope) != right(scope) }
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .plus, .minus, .times, .divided,
      .remainder:
      nil
    }
  }

  /// What is gathered from a list that keeps its changes; where it keeps none, all of it is asked.
  private func gathered(
    _ gathering: ExpressionSyntax.Gathering, _ binding: ExpressionSyntax.Binding,
    _ part: ExpressionSyntax
  ) -> ExpressionRoutine? {
    guard case .environment = names, let standing = binding.standing, standing.recipe != nil
    else { return nil }
    let anew: @Sendable (ExpressionScope) throws(ExpressionError) -> ExpressionValue = {
      scope throws(ExpressionError) in
      var evaluation = ExpressionEvaluation(scope.everything)
      return try evaluation.value(of: part)
    }
    switch gathering {
    case .count:
      return .integer { scope throws(ExpressionError) in
        if let gauge = standing.gauge(in: scope.everything) { return gauge.tally.count }
        return try anew(scope).integer ?? 0
      }
    case .sum:
      return .integer { scope throws(ExpressionError) in
        if let gauge = standing.gauge(in: scope.everything) { return gauge.tally.sum }
        return try anew(scope).integer ?? 0
      }
    case .forall, .exists:
      return .truth { scope throws(ExpressionError) in
        if let gauge = standing.gauge(in: scope.everything) {
          return (gauge.tally.sum == 0) == (gathering == .forall)
        }
        guard case .truth(true) = try anew(scope) else { return false }
        return true
      }
    case .min, .max, .distinct: return nil
    }
  }
}

extension ExpressionScope {
  fileprivate var element: ListElement {
    guard case .element(let element) = self else {
      preconditionFailure("a field of an element is read where there is no element")
    }
    return element
  }

  fileprivate var everything: any ExpressionEnvironment {
    guard case .environment(let environment) = self else {
      preconditionFailure("a list is read where there is only one of its elements")
    }
    return environment
  }
}
