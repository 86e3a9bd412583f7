package import Primitives

/// What is to be gathered from the elements of a list, and from which of their fields.
package struct GaugeRecipe: Sendable {
  /// What tells it apart from others over the same list: what is gathered, as it is written.
  package let name: String
  /// The fields that decide what an element adds.
  package let fields: [String]
  let columns: [ListField]
  let rule: ElementRule
  let form: Form

  /// What is known of all elements together.
  enum Form: Sendable {
    /// How many count.
    case count
    /// The sum of what they add.
    case sum
    /// Whether none of them adds anything.
    case nothing
    /// Whether there are any that count, and whether none of them adds anything.
    case entries
    /// The one that has added something for the longest time.
    case oldest
    /// Whether those that count are all different in the field at this place.
    case distinct(Int)
  }

  init(
    _ name: String, reading fields: [String], of all: OrderedDictionary<String, ExpressionType>,
    _ form: Form, _ rule: ElementRule
  ) {
    self.name = name
    self.form = form
    self.rule = rule
    let known = OrderedSet(fields).members
    self.fields = known
    columns = known.compactMap { name in
      ListField(name, all[name], at: all.keys.firstIndex(of: name))
    }
  }

  /// Whether the entries of a list meet a condition, or which has failed to for the longest time.
  ///
  /// - Parameters:
  ///   - broken: the truth of the condition that makes an entry break the law.
  ///   - isOwed: whether entries may break it for a while.
  /// - Returns: nothing where fields of an entry do not decide it.
  package init?(
    entriesThat broken: Bool, of condition: Expression, where filter: Expression?, isOwed: Bool,
    over fields: OrderedDictionary<String, ExpressionType>
  ) {
    guard
      let rule = ElementRule(counting: broken, of: condition, where: filter, over: fields)
    else { return nil }
    let what = "\(isOwed ? "owed" : broken ? "none" : "each") \(condition.source)"
    self.init(
      what + (filter.map { " where \($0.source)" } ?? ""),
      reading: condition.reads + (filter?.reads ?? []), of: fields,
      isOwed ? .oldest : .entries, rule)
  }

  /// Whether the entries of a list are all different in a field.
  ///
  /// - Returns: nothing where fields of an entry do not decide whether it counts.
  package init?(
    distinct field: String, where filter: Expression?,
    over fields: OrderedDictionary<String, ExpressionType>
  ) {
    guard
      let column = ListField(field, fields[field], at: fields.keys.firstIndex(of: field)),
      let rule = ElementRule(where: filter, over: fields)
    else { return nil }
    self.init(
      "distinct \(field)" + (filter.map { " where \($0.source)" } ?? ""),
      reading: [field] + (filter?.reads ?? []), of: fields, .distinct(column.position), rule)
  }
}

extension GaugeRecipe {
  /// The recipe of a part that gathers from a list, where fields of elements alone decide it.
  init?(
    _ name: String, _ gathering: ExpressionSyntax.Gathering, _ binding: ExpressionSyntax.Binding,
    reading fields: [String], over all: OrderedDictionary<String, ExpressionType>
  ) {
    guard let rule = ElementRule(gathering, binding, over: all) else { return nil }
    switch gathering {
    case .count: self.init(name, reading: fields, of: all, .count, rule)
    case .sum: self.init(name, reading: fields, of: all, .sum, rule)
    case .forall, .exists: self.init(name, reading: fields, of: all, .nothing, rule)
    case .min, .max, .distinct: return nil
    }
  }
}
