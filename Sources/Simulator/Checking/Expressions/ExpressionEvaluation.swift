/// Works out an expression over an environment, within a number of steps.
struct ExpressionEvaluation {
  let environment: any ExpressionEnvironment
  private var variables: [(name: String, value: ExpressionValue)] = []
  /// How many parts may still be visited.
  private var budget = 1_000_000

  init(_ environment: any ExpressionEnvironment) {
    self.environment = environment
  }

  /// The value of a part.
  mutating func value(of part: ExpressionSyntax) throws(ExpressionError) -> ExpressionValue {
    budget -= 1
    guard budget > 0 else { throw ExpressionError(part.span, "the expression takes too long") }
    switch part.form {
    case .integer(let number): return .integer(number)
    case .text(let text): return .text(text)
    case .truth(let isTrue): return .truth(isTrue)
    case .name(let name):
      if let variable = variables.last(where: { $0.name == name }) { return variable.value }
      guard let value = environment.value(named: name) else {
        throw ExpressionError(part.span, "'\(name)' has no value now")
      }
      return value
    case .field(let owner, let field, let span):
      return try self.field(field, of: value(of: owner), span)
    case .negated(let inner): return .truth(try !truth(of: inner))
    case .opposite(let inner):
      return .integer(
        try ExpressionArithmetic.value(.minus, 0, number(of: inner), part.span))
    case .binary(let sign, let left, let right): return try binary(sign, left, right, part.span)
    case .gathered(let gathering, let binding): return try gather(gathering, binding, part.span)
    case .summary(let gathering, let list):
      return try summarise(gathering, elements(of: list), part.span)
    }
  }

  /// Whether a condition is met.
  mutating func truth(of part: ExpressionSyntax) throws(ExpressionError) -> Bool {
    guard case .truth(let isTrue) = try value(of: part) else { throw mismatch(part.span) }
    return isTrue
  }

  /// The first element of a quantifier's list that decides it, for use in evidence.
  mutating func witness(
    _ binding: ExpressionSyntax.Binding, _ wanted: Bool
  ) throws(ExpressionError) -> (position: Int, body: String)? {
    guard let body = binding.body else { return nil }
    for (position, element) in try elements(of: binding.list).enumerated() {
      variables.append((binding.variable, element))
      defer { variables.removeLast() }
      if let filter = binding.filter, try !truth(of: filter) { continue }
      if try truth(of: body) == wanted { return (position, try words(of: body)) }
    }
    return nil
  }

  /// What a condition came to, with both sides of a comparison.
  mutating func words(of part: ExpressionSyntax) throws(ExpressionError) -> String {
    switch part.form {
    case .binary(let sign, let left, let right) where sign.strength == 4:
      return "\(try value(of: left)) \(sign.rawValue) \(try value(of: right)) is "
        + "\(try truth(of: part))"
    case .binary(.and, let left, let right):
      return try words(of: truth(of: left) ? right : left)
    case .gathered(.forall, let binding):
      guard let found = try witness(binding, false) else { return "it is so for every element" }
      return "for element \(found.position) of the list \(found.body)"
    case .integer, .text, .truth, .name, .field, .negated, .opposite, .binary, .gathered,
      .summary:
      return "it is \(try value(of: part))"
    }
  }

  private mutating func number(of part: ExpressionSyntax) throws(ExpressionError) -> Int {
    guard case .integer(let number) = try value(of: part) else { throw mismatch(part.span) }
    return number
  }

  private mutating func elements(
    of part: ExpressionSyntax
  ) throws(ExpressionError) -> [ExpressionValue] {
    guard case .list(let elements) = try value(of: part) else { throw mismatch(part.span) }
    return elements
  }

  private func field(
    _ field: String, of owner: ExpressionValue, _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionValue {
    switch owner {
    case .record(let record):
      guard let value = record.value(of: field) else {
        throw ExpressionError(span, "'\(field)' has no value now")
      }
      return value
    case .list(let elements):
      var values: [ExpressionValue] = []
      for element in elements { values.append(try self.field(field, of: element, span)) }
      return .list(values)
    case .integer, .text, .truth: throw mismatch(span)
    }
  }

  private mutating func binary(
    _ sign: ExpressionSyntax.Operator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionValue {
    switch sign {
    case .implies: return .truth(try truth(of: left) ? truth(of: right) : true)
    case .or: return .truth(try truth(of: left) ? true : truth(of: right))
    case .and: return .truth(try truth(of: left) ? truth(of: right) : false)
    case .equal: return .truth(try order(left, right, span) == 0)
    case .unequal: return .truth(try order(left, right, span) != 0)
    case .less: return .truth(try order(left, right, span) < 0)
    case .lessOrEqual: return .truth(try order(left, right, span) <= 0)
    case .greater: return .truth(try order(left, right, span) > 0)
    case .greaterOrEqual: return .truth(try order(left, right, span) >= 0)
    case .plus, .minus, .times, .divided, .remainder:
      let (one, other) = (try number(of: left), try number(of: right))
      return .integer(try ExpressionArithmetic.value(sign, one, other, span))
    }
  }

  /// Less than, equal to or greater than zero, as the left side is to the right.
  private mutating func order(
    _ left: ExpressionSyntax, _ right: ExpressionSyntax, _ span: Range<Int>
  ) throws(ExpressionError) -> Int {
    switch (try value(of: left), try value(of: right)) {
    case (.integer(let one), .integer(let other)): one < other ? -1 : (one == other ? 0 : 1)
    case (.text(let one), .text(let other)): one < other ? -1 : (one == other ? 0 : 1)
    case (.truth(let one), .truth(let other)): one == other ? 0 : 1
    case (.integer, _), (.text, _), (.truth, _), (.record, _), (.list, _): throw mismatch(span)
    }
  }

  private mutating func gather(
    _ gathering: ExpressionSyntax.Gathering, _ binding: ExpressionSyntax.Binding,
    _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionValue {
    if let gauge = binding.standing?.gauge(in: environment),
      let value = gathering.value(of: gauge)
    {
      return value
    }
    var values: [ExpressionValue] = []
    for element in try elements(of: binding.list) {
      variables.append((binding.variable, element))
      defer { variables.removeLast() }
      if let filter = binding.filter, try !truth(of: filter) { continue }
      guard let body = binding.body else {
        values.append(.truth(true))
        continue
      }
      let found = try value(of: body)
      if case .truth(let isTrue) = found {
        if gathering == .forall, !isTrue { return .truth(false) }
        if gathering == .exists, isTrue { return .truth(true) }
      }
      values.append(found)
    }
    return try summarise(gathering, values, span)
  }

  private mutating func summarise(
    _ gathering: ExpressionSyntax.Gathering, _ values: [ExpressionValue], _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionValue {
    budget -= values.count
    switch gathering {
    case .count: return .integer(values.count)
    case .forall: return .truth(values.allSatisfy { $0.isTrue })
    case .exists: return .truth(values.contains { $0.isTrue })
    case .distinct: return .truth(Set(values.map(\.description)).count == values.count)
    case .sum:
      var sum = 0
      for value in values { sum = try ExpressionArithmetic.value(.plus, sum, value.number, span) }
      return .integer(sum)
    case .min, .max:
      let numbers = values.map(\.number)
      guard let result = gathering == .min ? numbers.min() : numbers.max() else {
        throw ExpressionError(span, "'\(gathering.rawValue)' of nothing has no value")
      }
      return .integer(result)
    }
  }

  private func mismatch(_ span: Range<Int>) -> ExpressionError {
    ExpressionError(span, "the value here is not of the type that the schema states")
  }
}

extension ExpressionSyntax.Gathering {
  /// What stands at a gauge, as a value; nothing for what no gauge keeps.
  fileprivate func value(of gauge: ListGauge) -> ExpressionValue? {
    switch self {
    case .count: .integer(gauge.tally.count)
    case .sum: .integer(gauge.tally.sum)
    case .forall: .truth(gauge.tally.sum == 0)
    case .exists: .truth(gauge.tally.sum > 0)
    case .min, .max, .distinct: nil
    }
  }
}

extension ExpressionValue {
  /// The number, zero for everything else; typing has seen to it that there is one.
  fileprivate var number: Int {
    if case .integer(let number) = self { return number }
    return 0
  }

  fileprivate var isTrue: Bool {
    if case .truth(let isTrue) = self { return isTrue }
    return false
  }
}
