package import Primitives

/// What an element of a list adds to what a law gathers from it, found from the element alone.
package struct ElementRule: Sendable {
  /// Whether an element counts; all do where nothing is said.
  private let filter: ElementProgram?
  private let weight: ElementProgram?
  /// The truth that adds one; the other adds nothing.
  private let counted: Bool

  init(filter: ElementProgram?, weight: ElementProgram?, counting counted: Bool) {
    self.filter = filter
    self.weight = weight
    self.counted = counted
  }

  /// The elements that pass a filter and whose condition comes to this truth add one.
  ///
  /// - Returns: nothing where fields of the element do not decide it.
  package init?(
    counting counted: Bool, of condition: Expression, where filter: Expression?,
    over fields: OrderedDictionary<String, ExpressionType>
  ) {
    let names = ElementProgram.Names(variable: nil, fields: fields)
    guard let weight = condition.program(over: names), weight.isTruth else { return nil }
    guard let filter else {
      self.init(filter: nil, weight: weight, counting: counted)
      return
    }
    guard let passes = filter.program(over: names), passes.isTruth else { return nil }
    self.init(filter: passes, weight: weight, counting: counted)
  }

  /// The elements that pass a filter add one each.
  ///
  /// - Returns: nothing where fields of the element do not decide whether it passes.
  init?(where filter: Expression?, over fields: OrderedDictionary<String, ExpressionType>) {
    guard let filter else {
      self.init(filter: nil, weight: nil, counting: true)
      return
    }
    let names = ElementProgram.Names(variable: nil, fields: fields)
    guard let passes = filter.program(over: names), passes.isTruth else { return nil }
    self.init(filter: passes, weight: nil, counting: true)
  }

  /// What there is to say about an element.
  enum Weight {
    /// It adds this.
    case adds(Int)
    /// It does not count.
    case nothing
    /// Something that is asked of it has no value.
    case unknown
  }

  /// What the element at a position adds.
  func weight(at position: Int, in columns: [ListColumn]) -> Weight {
    if let filter {
      guard let passes = filter.value(at: position, in: columns) else { return .unknown }
      if passes == 0 { return .nothing }
    }
    guard let weight else { return .adds(1) }
    guard let value = weight.value(at: position, in: columns) else { return .unknown }
    return .adds(weight.isTruth ? ((value == 1) == counted ? 1 : 0) : value)
  }
}

extension ElementRule {
  /// The rule of a part that gathers from a list, where fields of elements alone decide it.
  init?(
    _ gathering: ExpressionSyntax.Gathering, _ binding: ExpressionSyntax.Binding,
    over fields: OrderedDictionary<String, ExpressionType>
  ) {
    let names = ElementProgram.Names(variable: binding.variable, fields: fields)
    var filter: ElementProgram?
    if let part = binding.filter {
      guard let program = ElementProgram(part, names), program.isTruth else { return nil }
      filter = program
    }
    var weight: ElementProgram?
    if let body = binding.body {
      guard let program = ElementProgram(body, names) else { return nil }
      weight = program
    }
    switch (gathering, weight?.isTruth) {
    case (.count, _): self.init(filter: filter, weight: nil, counting: true)
    case (.sum, false): self.init(filter: filter, weight: weight, counting: true)
    case (.forall, true): self.init(filter: filter, weight: weight, counting: false)
    case (.exists, true): self.init(filter: filter, weight: weight, counting: true)
    case (.sum, _), (.forall, _), (.exists, _), (.min, _), (.max, _), (.distinct, _): return nil
    }
  }
}
