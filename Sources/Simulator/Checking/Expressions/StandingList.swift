import Primitives

/// A list of the environment from which a part of an expression gathers one value.
///
/// What is asked of each element there depends on nothing but the element, so that a value gathered
/// before is brought up to date by looking at those that have changed.
package final class StandingList: Sendable {
  /// The list as it is written: `inventory.ledger`, `operations`.
  package let path: String
  /// The fields that are read of each element.
  package let fields: [String]
  /// What is gathered; nothing where it takes a look at all elements to say.
  package let recipe: GaugeRecipe?
  private let isGathered: Bool
  /// Who gathers.
  package let reader = ListReader()

  init(path: String, fields: [String], recipe: GaugeRecipe?) {
    self.path = path
    self.fields = fields
    self.recipe = recipe
    isGathered = recipe != nil
  }

  private var knownRecipe: GaugeRecipe {
    guard let recipe else { preconditionFailure("nothing is gathered from '\(path)'") }
    return recipe
  }

  /// What was gathered, brought up to date; nothing where all elements have to be asked.
  func gauge(in environment: any ExpressionEnvironment) -> ListGauge? {
    guard isGathered, let log = environment.log(of: self) else { return nil }
    return reader.gauge(knownRecipe, of: log)
  }
}

extension ExpressionSyntax {
  /// The same tree, with the parts marked that gather from a list what its elements alone decide.
  ///
  /// - Parameter source: the text that the tree was made from.
  func marked(_ schema: ExpressionSchema, in source: String) -> ExpressionSyntax {
    ExpressionSyntax(form: markedForm(schema, source), span: span)
  }

  /// The lists that are gathered from, where nothing else decides the value; else nothing.
  var gauges: [StandingList]? {
    switch form {
    case .integer, .text, .truth: return []
    case .name, .field, .summary: return nil
    case .negated(let inner), .opposite(let inner): return inner.gauges
    case .binary(_, let left, let right):
      guard let left = left.gauges, let right = right.gauges else { return nil }
      return left + right
    case .gathered(_, let binding):
      guard let standing = binding.standing, standing.recipe != nil else { return nil }
      return [standing]
    }
  }

  private func markedForm(_ schema: ExpressionSchema, _ source: String) -> Form {
    switch form {
    case .integer, .text, .truth, .name: return form
    case .field(let owner, let name, let place):
      return .field(owner.marked(schema, in: source), name, place)
    case .negated(let inner): return .negated(inner.marked(schema, in: source))
    case .opposite(let inner): return .opposite(inner.marked(schema, in: source))
    case .binary(let sign, let left, let right):
      return .binary(sign, left.marked(schema, in: source), right.marked(schema, in: source))
    case .gathered(let gathering, var binding):
      binding.standing = standing(gathering, binding, schema, source)
      return .gathered(gathering, binding)
    case .summary(let gathering, let list):
      guard let binding = binding(gathering, list, schema, source) else { return form }
      return .gathered(gathering, binding)
    }
  }

  private func standing(
    _ gathering: Gathering, _ binding: Binding, _ schema: ExpressionSchema, _ source: String
  ) -> StandingList? {
    guard let path = binding.list.path else { return nil }
    var fields: [String] = []
    for part in [binding.filter, binding.body] {
      guard let part else { continue }
      guard part.reads(only: binding.variable, &fields) else { return nil }
    }
    let name = String(decoding: Array(source.utf8)[span], as: UTF8.self)
    return StandingList(
      path: path, fields: fields,
      recipe: schema.fields(of: path).flatMap {
        GaugeRecipe(name, gathering, binding, reading: fields, over: $0)
      })
  }

  /// `count(list)` and `sum(list.field)` as what is asked of each element.
  private func binding(
    _ gathering: Gathering, _ list: ExpressionSyntax, _ schema: ExpressionSchema, _ source: String
  ) -> Binding? {
    var bare: Binding?
    switch gathering {
    case .count: bare = Binding(variable: " ", list: list, filter: nil, body: nil)
    case .sum:
      guard case .field(let owner, let field, let place) = list.form else { return nil }
      let element = ExpressionSyntax(form: .name(" "), span: span)
      bare = Binding(
        variable: " ", list: owner, filter: nil,
        body: ExpressionSyntax(form: .field(element, field, place), span: place))
    case .forall, .exists, .min, .max, .distinct: return nil
    }
    guard var binding = bare else { return nil }
    binding.standing = standing(gathering, binding, schema, source)
    return binding.standing == nil ? nil : binding
  }

  /// The list that is named here, where it is one of the environment.
  private var path: String? {
    switch form {
    case .name(let name): return name
    case .field(let owner, let field, _):
      guard case .name(let name) = owner.form else { return nil }
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

extension ExpressionSchema {
  /// The fields of the elements of a list that is named so.
  fileprivate func fields(of path: String) -> OrderedDictionary<String, ExpressionType>? {
    let parts = path.split(separator: ".").map(String.init)
    var type = names[parts[0]]
    for part in parts.dropFirst() {
      guard case .record(let record)? = type else { return nil }
      type = records[record]?[part]
    }
    guard case .list(.record(let element))? = type else { return nil }
    return records[element]
  }
}
