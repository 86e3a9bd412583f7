import Primitives

/// A list whose elements are taken in by gauges as they change.
///
/// What a law gathers from a list, such as a sum, follows from what it gathered before and from the
/// few elements that have changed since. A law over a table of a hundred thousand entries then
/// costs as much a look as one over a table of ten, and a change of a field that nothing gathers
/// costs no look at all.
package final class ListLog {
  /// The elements by the positions at which they were first seen; nothing for one that is gone.
  @exclusivity(unchecked) private var elements: [ListElement?] = []
  @exclusivity(unchecked) private var gauges: [(columns: ColumnSet, gauge: ListGauge)] = []
  /// The fields that some gauge reads.
  @exclusivity(unchecked) private var columns: [ListElement.Column] = []
  /// The positions that changed since the gauges were brought up to date, with what changed there.
  @exclusivity(unchecked) private var changes: [(position: Int, columns: ColumnSet)] = []
  @exclusivity(unchecked) private var moved: [ListGauge] = []
  private let moment: () -> ListTally.Moment

  /// A list without elements.
  ///
  /// - Parameter moment: the present, for gauges that tell since when something is so.
  package init(
    at moment: @escaping () -> ListTally.Moment = { ListTally.Moment(.zero, event: 0) }
  ) {
    self.moment = moment
  }

  /// How many elements it has ever had.
  package var count: Int { elements.count }

  /// The element at a position; nothing for one that is gone.
  package func element(at position: Int) -> (any ExpressionRecord)? { elements[position]?.record }

  /// Adds an element and gives its position.
  @discardableResult
  package func append(_ element: any ExpressionRecord) -> Int {
    elements.append(ListElement(element))
    if !gauges.isEmpty { changes.append((elements.count - 1, .all)) }
    return elements.count - 1
  }

  /// Says that the element at a position is another one now, or is gone.
  package func replace(_ position: Int, by element: (any ExpressionRecord)?) {
    let old = elements[position]
    let new = element.map { ListElement($0) }
    elements[position] = new
    guard !gauges.isEmpty else { return }
    guard let old, let new else { return changes.append((position, .all)) }
    var changed = ColumnSet()
    for column in columns where !new.agrees(with: old, in: column) {
      changed.insert(column.position)
    }
    if !changed.isEmpty { changes.append((position, changed)) }
  }

  /// The gauge of a recipe, which begins with all elements there are, brought up to date.
  func gauge(of recipe: GaugeRecipe) -> ListGauge {
    settle()
    if let known = gauges.first(where: { $0.gauge.recipe.name == recipe.name }) {
      return known.gauge
    }
    let gauge = ListGauge(recipe)
    for position in elements.indices { gauge.take(position, elements[position], moment) }
    _ = gauge.takeMove()
    var own = ColumnSet.presence
    for column in recipe.columns {
      own.insert(column.position)
      if !columns.contains(where: { $0.position == column.position }) { columns.append(column) }
    }
    gauges.append((own, gauge))
    return gauge
  }

  /// Brings all gauges up to date.
  package func settle() {
    guard !changes.isEmpty else { return }
    for (position, columns) in changes {
      let element = elements[position]
      for (own, gauge) in gauges where columns.intersects(own) {
        gauge.take(position, element, moment)
        if gauge.takeMove() { moved.append(gauge) }
      }
    }
    changes.removeAll(keepingCapacity: true)
  }

  /// Whether a gauge has moved that nobody was told of yet.
  package var hasMoved: Bool { !moved.isEmpty }

  /// Tells of the gauges that have moved since this was called last.
  package func forEachMoved(_ body: (ListGauge) -> Void) {
    guard !moved.isEmpty else { return }
    for gauge in moved { body(gauge) }
    moved.removeAll(keepingCapacity: true)
  }
}
