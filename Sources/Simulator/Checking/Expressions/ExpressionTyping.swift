import Primitives

/// Finds the type of every part of an expression, or what is wrong with it.
struct ExpressionTyping {
  let schema: ExpressionSchema
  /// The names of the environment that the expression reads, in order of first use.
  private(set) var reads = OrderedSet<String>()
  /// The same names, with the field that is read of each where only one field is.
  private(set) var accesses = OrderedSet<String>()
  private var variables: [(name: String, type: ExpressionType)] = []

  init(schema: ExpressionSchema) { self.schema = schema }

  /// The type of a part.
  mutating func type(of part: ExpressionSyntax) throws(ExpressionError) -> ExpressionType {
    switch part.form {
    case .integer: return .integer
    case .text: return .text
    case .truth: return .truth
    case .name(let name): return try type(ofName: name, part.span)
    case .field(let owner, let field, let span):
      if case .name(let name) = owner.form, let type = schema.names[name],
        !variables.contains(where: { $0.name == name })
      {
        reads.insert(name)
        accesses.insert("\(name).\(field)")
        return try self.type(ofField: field, of: type, span)
      }
      return try type(ofField: field, of: type(of: owner), span)
    case .negated(let inner):
      try demand(.truth, of: inner, "'!' negates")
      return .truth
    case .opposite(let inner):
      try demand(.integer, of: inner, "'-' needs")
      return .integer
    case .binary(let sign, let left, let right): return try type(of: sign, left, right)
    case .gathered(let gathering, let binding): return try type(of: gathering, binding)
    case .summary(let gathering, let list):
      let element = try element(of: list, "'\(gathering.rawValue)' needs a list")
      return try type(of: gathering, over: element, list.span)
    }
  }

  private mutating func type(
    ofName name: String, _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionType {
    if let variable = variables.last(where: { $0.name == name }) { return variable.type }
    guard let type = schema.names[name] else {
      let known = schema.names.keys + variables.map(\.name)
      throw ExpressionError(
        span, "there is no '\(name)'", suggestion: Spelling.nearest(to: name, among: known))
    }
    reads.insert(name)
    accesses.insert(name)
    return type
  }

  private func type(
    ofField field: String, of owner: ExpressionType, _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionType {
    switch owner {
    case .list(let element): return .list(try type(ofField: field, of: element, span))
    case .record(let name):
      let fields = schema.records[name] ?? [:]
      guard let type = fields[field] else {
        throw ExpressionError(
          span, "a \(name) has no field '\(field)'",
          suggestion: Spelling.nearest(to: field, among: fields.keys))
      }
      return type
    case .integer, .text, .truth:
      throw ExpressionError(span, "\(owner) has no fields, so no '\(field)'")
    }
  }

  private mutating func type(
    of sign: ExpressionSyntax.Operator, _ left: ExpressionSyntax, _ right: ExpressionSyntax
  ) throws(ExpressionError) -> ExpressionType {
    switch sign {
    case .implies, .or, .and:
      try demand(.truth, of: left, "'\(sign.rawValue)' joins")
      try demand(.truth, of: right, "'\(sign.rawValue)' joins")
      return .truth
    case .plus, .minus, .times, .divided, .remainder:
      try demand(.integer, of: left, "'\(sign.rawValue)' needs")
      try demand(.integer, of: right, "'\(sign.rawValue)' needs")
      return .integer
    case .equal, .unequal:
      let one = try type(of: left)
      guard one.isPlain else {
        throw ExpressionError(left.span, "\(one) cannot be compared")
      }
      try demand(one, of: right, "it is compared with")
      return .truth
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      let one = try type(of: left)
      guard one == .integer || one == .text else {
        throw ExpressionError(left.span, "\(one) has no order")
      }
      try demand(one, of: right, "it is compared with")
      return .truth
    }
  }

  private mutating func type(
    of gathering: ExpressionSyntax.Gathering, _ binding: ExpressionSyntax.Binding
  ) throws(ExpressionError) -> ExpressionType {
    let element = try element(of: binding.list, "'\(binding.variable)' runs over a list")
    variables.append((binding.variable, element))
    defer { variables.removeLast() }
    if let filter = binding.filter { try demand(.truth, of: filter, "'where' needs") }
    guard let body = binding.body else { return .integer }
    return try type(of: gathering, over: type(of: body), body.span)
  }

  /// The type of what is gathered from values of a type.
  private func type(
    of gathering: ExpressionSyntax.Gathering, over element: ExpressionType, _ span: Range<Int>
  ) throws(ExpressionError) -> ExpressionType {
    switch gathering {
    case .count: return .integer
    case .sum, .min, .max:
      guard element == .integer else {
        throw ExpressionError(
          span, "'\(gathering.rawValue)' needs numbers, but here is \(element)")
      }
      return .integer
    case .forall, .exists:
      guard element == .truth else {
        throw ExpressionError(
          span, "'\(gathering.rawValue)' needs a condition, but here is \(element)")
      }
      return .truth
    case .distinct:
      guard element.isPlain else { throw ExpressionError(span, "\(element) cannot be compared") }
      return .truth
    }
  }

  private mutating func element(
    of list: ExpressionSyntax, _ need: String
  ) throws(ExpressionError) -> ExpressionType {
    let type = try type(of: list)
    guard case .list(let element) = type else {
      throw ExpressionError(list.span, "\(need), but here is \(type)")
    }
    return element
  }

  private mutating func demand(
    _ wanted: ExpressionType, of part: ExpressionSyntax, _ need: String
  ) throws(ExpressionError) {
    let found = try type(of: part)
    guard found == wanted else {
      throw ExpressionError(part.span, "\(need) \(wanted), but here is \(found)")
    }
  }
}
