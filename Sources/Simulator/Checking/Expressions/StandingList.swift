/// A list of the environment from which a part of an expression gathers one value.
///
/// What is asked of each element there depends on nothing but the element, so that a value gathered
/// before is brought up to date by looking at those that have changed.
package struct StandingList: Sendable {
  /// The list as it is written: `inventory.ledger`, `operations`.
  package let path: String
  /// The fields that are read of each element.
  package let fields: [String]
  /// Who gathers.
  package let reader = ListReader()
}

extension ExpressionSyntax {
  /// The same tree, with the parts marked that gather from a list what its elements alone decide.
  func marked(_ variables: [String] = []) -> ExpressionSyntax {
    ExpressionSyntax(form: markedForm(variables), span: span)
  }

  private func markedForm(_ variables: [String]) -> Form {
    switch form {
    case .integer, .text, .truth, .name: return form
    case .field(let owner, let name, let place):
      return .field(owner.marked(variables), name, place)
    case .negated(let inner): return .negated(inner.marked(variables))
    case .opposite(let inner): return .opposite(inner.marked(variables))
    case .binary(let sign, let left, let right):
      return .binary(sign, left.marked(variables), right.marked(variables))
    case .gathered(let gathering, var binding):
      binding.standing = ExpressionSyntax.standing(binding, variables)
      return .gathered(gathering, binding)
    case .summary(let gathering, let list):
      guard let binding = ExpressionSyntax.binding(gathering, list, variables, span) else {
        return form
      }
      return .gathered(gathering, binding)
    }
  }

  private static func standing(_ binding: Binding, _ variables: [String]) -> StandingList? {
    guard let path = binding.list.path(variables) else { return nil }
    var fields: [String] = []
    for part in [binding.filter, binding.body] {
      guard let part else { continue }
      guard part.reads(only: binding.variable, &fields) else { return nil }
    }
    return StandingList(path: path, fields: fields)
  }

  /// `count(list)` and `sum(list.field)` as what is asked of each element.
  private static func binding(
    _ gathering: Gathering, _ list: ExpressionSyntax, _ variables: [String], _ span: Range<Int>
  ) -> Binding? {
    switch gathering {
    case .count:
      guard let path = list.path(variables) else { return nil }
      return Binding(
        variable: " ", list: list, filter: nil, body: nil,
        standing: StandingList(path: path, fields: []))
    case .sum:
      guard case .field(let owner, let field, let place) = list.form,
        let path = owner.path(variables)
      else { return nil }
      let element = ExpressionSyntax(form: .name(" "), span: span)
      return Binding(
        variable: " ", list: owner, filter: nil,
        body: ExpressionSyntax(form: .field(element, field, place), span: place),
        standing: StandingList(path: path, fields: [field]))
    case .forall, .exists, .min, .max, .distinct: return nil
    }
  }

  /// The list that is named here, where it is one of the environment.
  private func path(_ variables: [String]) -> String? {
    switch form {
    case .name(let name): return variables.contains(name) ? nil : name
    case .field(let owner, let field, _):
      guard case .name(let name) = owner.form, !variables.contains(name) else { return nil }
      return "\(name).\(field)"
    case .integer, .text, .truth, .negated, .opposite, .binary, .gathered, .summary: return nil
    }
  }

  /// Whether nothing is read here but fields of one variable, which are added to the list.
  private func reads(only variable: String, _ fields: inout [String]) -> Bool {
    switch form {
    case .integer, .text, .truth: return true
    case .name, .gathered, .summary: return false
    case .field(let owner, let field, _):
      guard case .name(variable) = owner.form else { return false }
      fields.append(field)
      return true
    case .negated(let inner), .opposite(let inner): return inner.reads(only: variable, &fields)
    case .binary(_, let left, let right):
      return left.reads(only: variable, &fields) && right.reads(only: variable, &fields)
    }
  }
}
