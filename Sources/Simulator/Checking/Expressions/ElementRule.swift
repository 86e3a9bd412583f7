package import Primitives

/// What an element of a list adds to what a law gathers from it, found from the element alone.
package struct ElementRule: Sendable {
  /// Whether an element counts; all do where nothing is said.
  private let filter: ExpressionRoutine.Truth?
  private let weight: ExpressionRoutine?
  /// The truth that adds one; the other adds nothing.
  private let counted: Bool

  init(filter: ExpressionRoutine.Truth?, weight: ExpressionRoutine?, counting counted: Bool) {
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
    let routines = ExpressionRoutines(names: .element(variable: nil, fields))
    guard let weight = condition.routine(by: routines)?.truth else { return nil }
    if let filter {
      guard let passes = filter.routine(by: routines)?.truth else { return nil }
      self.init(filter: passes, weight: .truth(weight), counting: counted)
    } else {
      self.init(filter: nil, weight: .truth(weight), counting: counted)
    }
  }

  /// The elements that pass a filter add one each.
  ///
  /// - Returns: nothing where fields of the element do not decide whether it passes.
  init?(where filter: Expression?, over fields: OrderedDictionary<String, ExpressionType>) {
    var passes: ExpressionRoutine.Truth?
    if let filter {
      let routines = ExpressionRoutines(names: .element(variable: nil, fields))
      guard let routine = filter.routine(by: routines)?.truth else { return nil }
      passes = routine
    }
    self.init(filter: passes, weight: nil, counting: true)
  }

  /// What an element adds; nothing where it does not count.
  func weight(of element: ListElement) throws(ExpressionError) -> Int? {
    let scope = ExpressionScope.element(element)
    if let filter, try !filter(scope) { return nil }
    switch weight {
    case nil: return 1
    case .integer(let weight): return try weight(scope)
    case .truth(let isMet): return try isMet(scope) == counted ? 1 : 0
    case .text: return 0
    }
  }
}

extension ElementRule {
  /// The rule of a part that gathers from a list, where fields of elements alone decide it.
  init?(
    _ gathering: ExpressionSyntax.Gathering, _ binding: ExpressionSyntax.Binding,
    over fields: OrderedDictionary<String, ExpressionType>
  ) {
    let routines = ExpressionRoutines(names: .element(variable: binding.variable, fields))
    var filter: ExpressionRoutine.Truth?
    if let part = binding.filter {
      guard let routine = routines.routine(of: part)?.truth else { return nil }
      filter = routine
    }
    var weight: ExpressionRoutine?
    if let body = binding.body {
      guard let routine = routines.routine(of: body) else { return nil }
      weight = routine
    }
    switch (gathering, weight) {
    case (.count, _): self.init(filter: filter, weight: nil, counting: true)
    case (.sum, .integer): self.init(filter: filter, weight: weight, counting: true)
    case (.forall, .truth): self.init(filter: filter, weight: weight, counting: false)
    case (.exists, .truth): self.init(filter: filter, weight: weight, counting: true)
    case (.sum, _), (.forall, _), (.exists, _), (.min, _), (.max, _), (.distinct, _): return nil
    }
  }
}
