/// What is gathered from a list by one recipe, kept as its elements change.
///
/// All laws that gather the same share one, and none of them is looked at again before what stands
/// here has become another: most changes of a list leave most gauges where they are.
package final class ListGauge {
  /// What is gathered.
  package let recipe: GaugeRecipe
  /// The key under which its moves are announced; nothing until it is known, or where nobody asks.
  @exclusivity(unchecked) package var key: SubjectKey?
  /// What was gathered so far.
  package let tally = ListTally()
  private let names = ListNames()
  /// Elements of which nothing can be said.
  @exclusivity(unchecked) private var failing: Set<Int> = []
  @exclusivity(unchecked) private var announced = Reading(one: 0, other: 0, isUsable: true)
  private let rule: ElementRule
  private let form: GaugeRecipe.Form

  init(_ recipe: GaugeRecipe) {
    self.recipe = recipe
    rule = recipe.rule
    form = recipe.form
  }

  /// What laws that read it can tell apart.
  private struct Reading: Equatable {
    let one: Int
    let other: Int
    let isUsable: Bool
  }

  /// Whether it says what would be found by going through all elements.
  ///
  /// An element without a usable value spoils it for as long as it is there, a sum that did not fit
  /// for good: then all elements have to be asked.
  package var isUsable: Bool {
    guard failing.isEmpty else { return false }
    if case .sum = form { return !tally.hasOverflowed }
    return true
  }

  /// Whether the elements that count are all different, and how many there are.
  package var distinct: (count: Int, areDistinct: Bool) {
    (names.count, names.repetitions == 0)
  }

  private var reading: Reading {
    guard isUsable else { return Reading(one: 0, other: 0, isUsable: false) }
    switch form {
    case .count: return Reading(one: tally.count, other: 0, isUsable: true)
    case .sum: return Reading(one: tally.sum, other: 0, isUsable: true)
    case .nothing: return Reading(one: tally.sum == 0 ? 0 : 1, other: 0, isUsable: true)
    case .entries:
      return Reading(
        one: tally.count == 0 ? 0 : 1, other: tally.sum == 0 ? 0 : 1, isUsable: true)
    case .oldest:
      return Reading(one: tally.count == 0 ? 0 : 1, other: tally.oldestNumber, isUsable: true)
    case .distinct:
      return Reading(
        one: names.count == 0 ? 0 : 1, other: names.repetitions == 0 ? 0 : 1, isUsable: true)
    }
  }

  /// Whether those who read it would find something else than when this was asked last.
  ///
  /// They are taken to do so always while it is not usable.
  func takeMove() -> Bool {
    let now = reading
    if now == announced, now.isUsable { return false }
    announced = now
    return true
  }

  /// Takes in the element at a position.
  ///
  /// - Parameter isThere: whether there is one, or it is gone.
  func take(
    _ position: Int, isThere: Bool, _ columns: [ListColumn], _ moment: () -> ListTally.Moment
  ) {
    let weight: Int?
    switch isThere ? rule.weight(at: position, in: columns) : .nothing {
    case .adds(let value): weight = value
    case .nothing: weight = nil
    case .unknown:
      failing.insert(position)
      return
    }
    if !failing.isEmpty { failing.remove(position) }
    switch form {
    case .count, .sum, .nothing, .entries: tally.set(position, weight)
    case .oldest: tally.set(position, weight, moment())
    case .distinct(let field):
      names.set(position, weight == nil ? nil : columns[field].plain(position))
    }
  }
}
