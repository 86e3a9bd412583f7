import Primitives

/// A condition or figure over the fields of one element of a list, as steps in a row.
///
/// Working it out gives what `ExpressionEvaluation` gives, and nothing where that throws. A step is
/// a plain value that refers to nothing, so that what a hundred laws ask of an element that has
/// changed costs a few instructions each.
struct ElementProgram: Sendable {
  /// Whether it comes to true or false, which are one and zero.
  private(set) var isTruth = false
  private var steps: [Step] = []
  private var texts: [String] = []
  /// How many values wait once the steps so far are taken, and how many did at most.
  private var depth = (now: 0, most: 0)

  /// One step; what it comes to waits for a later one.
  private enum Step {
    case take(Operand)
    case negate(Operand)
    case compare(ExpressionSyntax.Operator, Operand, Operand)
    case compareTexts(ExpressionSyntax.Operator, TextOperand, TextOperand)
    case reckon(ExpressionSyntax.Operator, Operand, Operand)
    /// Goes to a step where the latest value is this truth; drops the value where it is not.
    case leave(where: Bool, to: Int)
  }

  /// Where a step finds a number or a truth.
  private enum Operand {
    case number(Int)
    /// The field at this place among all of them.
    case field(Int)
    /// The latest value that waits.
    case waiting
  }

  /// Where a step finds a text.
  private enum TextOperand {
    /// One of those that stand in the expression.
    case text(Int)
    case field(Int)
  }

  /// What a part of the expression comes to, and where.
  private enum Part {
    case number(Operand)
    case truth(Operand)
    case text(TextOperand)

    var number: Operand? {
      if case .number(let operand) = self { return operand }
      return nil
    }

    var truth: Operand? {
      if case .truth(let operand) = self { return operand }
      return nil
    }
  }

  /// What the names of an expression over an element stand for.
  struct Names {
    /// The variable that stands for the element; none where its fields are names themselves.
    let variable: String?
    let fields: OrderedDictionary<String, ExpressionType>
  }

  /// The program of an expression; nothing where it is not the element's fields that decide it.
  init?(_ syntax: ExpressionSyntax, _ names: Names) {
    guard let part = part(of: syntax, names) else { return nil }
    switch part {
    case .number(let operand): settle(operand)
    case .truth(let operand):
      isTruth = true
      settle(operand)
    case .text: return nil
    }
    guard depth.most <= Waiting.room else { return nil }
  }

  // MARK: Making steps

  /// Adds a step that takes some values of those that wait, and whose own waits then.
  private mutating func add(_ step: Step, taking operands: Operand...) {
    steps.append(step)
    for operand in operands {
      if case .waiting = operand { depth.now -= 1 }
    }
    depth.now += 1
    depth.most = max(depth.most, depth.now)
  }

  /// Sees to it that a value waits.
  private mutating func settle(_ operand: Operand) {
    if case .waiting = operand { return }
    add(.take(operand))
  }

  private mutating func part(of syntax: ExpressionSyntax, _ names: Names) -> Part? {
    switch syntax.form {
    case .integer(let number): return .number(.number(number))
    case .truth(let isTrue): return .truth(.number(isTrue ? 1 : 0))
    case .text(let text):
      texts.append(text)
      return .text(.text(texts.count - 1))
    case .name(let name): return names.variable == nil ? field(name, names) : nil
    case .field(let owner, let name, _):
      guard let variable = names.variable, case .name(variable) = owner.form else { return nil }
      return field(name, names)
    case .negated(let inner):
      guard let operand = part(of: inner, names)?.truth else { return nil }
      add(.negate(operand), taking: operand)
      return .truth(.waiting)
    case .opposite(let inner):
      guard let operand = part(of: inner, names)?.number else { return nil }
      return .number(reckon(.minus, .number(0), operand))
    case .binary(let sign, let left, let right):
      switch sign {
      case .and, .or, .implies: return connection(sign, left, right, names)
      case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual, .plus, .minus, .times,
        .divided, .remainder:
        return combination(sign, left, right, names)
      }
    case .gathered, .summary: return nil
    }
  }

  private func field(_ name: String, _ names: Names) -> Part? {
    guard
      let field = ListField(
        name, names.fields[name], at: names.fields.keys.firstIndex(of: name))
    else { return nil }
    switch field.kind {
    case .number: return .number(.field(field.position))
    case .truth: return .truth(.field(field.position))
    case .text: return .text(.field(field.position))
    }
  }

  /// Two values that are compared or reckoned with.
  private mutating func combination(
    _ sign: ExpressionSyntax.Operator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ names: Names
  ) -> Part? {
    guard let one = part(of: left, names), let other = part(of: right, names) else { return nil }
    switch (one, other) {
    case (.number(let one), .number(let other)):
      if sign.strength > 4 { return .number(reckon(sign, one, other)) }
      add(.compare(sign, one, other), taking: one, other)
    case (.text(let one), .text(let other)):
      guard sign.strength == 4 else { return nil }
      add(.compareTexts(sign, one, other))
    case (.truth(let one), .truth(let other)):
      guard sign == .equal || sign == .unequal else { return nil }
      add(.compare(sign, one, other), taking: one, other)
    case (.number, _), (.text, _), (.truth, _): return nil
    }
    return .truth(.waiting)
  }

  /// Where a number is found that is reckoned from two; at once where both are known.
  private mutating func reckon(
    _ sign: ExpressionSyntax.Operator, _ one: Operand, _ other: Operand
  ) -> Operand {
    if case .number(let known) = one, case .number(let second) = other,
      let result = try? ExpressionArithmetic.value(sign, known, second, 0..<0)
    {
      return .number(result)
    }
    add(.reckon(sign, one, other), taking: one, other)
    return .waiting
  }

  /// Two conditions of which the second is asked only where the first does not decide.
  private mutating func connection(
    _ sign: ExpressionSyntax.Operator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ names: Names
  ) -> Part? {
    guard let one = part(of: left, names)?.truth else { return nil }
    if sign == .implies { add(.negate(one), taking: one) } else { settle(one) }
    let place = steps.count
    steps.append(.leave(where: sign != .and, to: place))
    depth.now -= 1
    guard let other = part(of: right, names)?.truth else { return nil }
    settle(other)
    steps[place] = .leave(where: sign != .and, to: steps.count)
    return .truth(.waiting)
  }

  // MARK: Taking them

  /// What it comes to for the element at a position; nothing where it comes to nothing.
  func value(at position: Int, in columns: [ListColumn]) -> Int? {
    var waiting = Waiting()
    var next = 0
    while next < steps.count {
      let step = steps[next]
      next += 1
      switch step {
      case .take(let operand):
        guard let value = waiting.value(of: operand, position, columns) else { return nil }
        waiting.push(value)
      case .negate(let operand):
        guard let value = waiting.value(of: operand, position, columns) else { return nil }
        waiting.push(1 - value)
      case .compare(let sign, let left, let right):
        guard let other = waiting.value(of: right, position, columns),
          let one = waiting.value(of: left, position, columns)
        else { return nil }
        waiting.push(sign.holds(one, other) ? 1 : 0)
      case .compareTexts(let sign, let left, let right):
        guard let one = text(left, position, columns), let other = text(right, position, columns)
        else { return nil }
        waiting.push(sign.holds(one, other) ? 1 : 0)
      case .reckon(let sign, let left, let right):
        guard let other = waiting.value(of: right, position, columns),
          let one = waiting.value(of: left, position, columns),
          let value = try? ExpressionArithmetic.value(sign, one, other, 0..<0)
        else { return nil }
        waiting.push(value)
      case .leave(let truth, let place):
        if (waiting.latest == 1) == truth { next = place } else { waiting.drop() }
      }
    }
    return waiting.latest
  }

  private func text(
    _ operand: TextOperand, _ position: Int, _ columns: [ListColumn]
  ) -> String? {
    switch operand {
    case .text(let number): return texts[number]
    case .field(let place):
      let column = columns[place]
      return column.isUnusable(position) ? nil : column.texts[position]
    }
  }

  /// The values that wait for a later step, the latest last.
  private struct Waiting {
    /// How many there may be.
    static let room = 16
    private var values = InlineArray<16, Int>(repeating: 0)
    private var count = 0

    var latest: Int { values[count - 1] }

    mutating func push(_ value: Int) {
      values[count] = value
      count += 1
    }

    mutating func drop() { count -= 1 }

    @inline(__always)
    mutating func value(
      of operand: Operand, _ position: Int, _ columns: [ListColumn]
    ) -> Int? {
      switch operand {
      case .number(let number): return number
      case .field(let place):
        let column = columns[place]
        return column.isUnusable(position) ? nil : column.numbers[position]
      case .waiting:
        count -= 1
        return values[count]
      }
    }
  }
}

extension ExpressionSyntax.Operator {
  /// Whether a comparison holds of two values.
  fileprivate func holds<Value: Comparable>(_ one: Value, _ other: Value) -> Bool {
    switch self {
    case .equal: one == other
    case .unequal: one != other
    case .less: one < other
    case .lessOrEqual: one <= other
    case .greater: one > other
    case .greaterOrEqual: one >= other
    case .implies, .or, .and, .plus, .minus, .times, .divided, .remainder:
      preconditionFailure("'\(rawValue)' compares nothing")
    }
  }
}
