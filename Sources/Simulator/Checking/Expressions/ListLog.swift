import Primitives

/// A list whose elements are taken in by gauges as they change.
///
/// What a law gathers from a list, such as a sum, follows from what it gathered before and from the
/// few elements that have changed since. A law over a table of a hundred thousand entries then
/// costs as much a look as one over a table of ten, and a change of a field that nothing gathers
/// costs no look at all.
package final class ListLog {
  /// The elements by the positions at which they were first seen; nothing for one that is gone.
  @exclusivity(unchecked) private var elements: [(any ExpressionRecord)?] = []
  /// Whether there is an element at a position, beside the elements, which are large.
  @exclusivity(unchecked) private var isThere: [Bool] = []
  @exclusivity(unchecked) private var gauges: [ListGauge] = []
  /// What each of the gauges reads, beside them, so that most are passed by untouched.
  @exclusivity(unchecked) private var reads: [ColumnSet] = []
  /// The fields by their places among all of them; empty for those that no gauge reads.
  @exclusivity(unchecked) private var columns: [ListColumn] = []
  /// The fields that some gauge reads.
  @exclusivity(unchecked) private var fields: [ListField] = []
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

  /// Whether nothing has changed since the gauges were brought up to date, and none has moved.
  package var isSettled: Bool { changes.isEmpty && moved.isEmpty }

  /// The element at a position; nothing for one that is gone.
  package func element(at position: Int) -> (any ExpressionRecord)? { elements[position] }

  /// Adds an element and gives its position.
  @discardableResult
  package func append(_ element: any ExpressionRecord) -> Int {
    let position = elements.count
    elements.append(element)
    isThere.append(true)
    for field in fields {
      columns[field.position].append(element.cell(of: field.name, at: field.position))
    }
    if !gauges.isEmpty { changes.append((position, .all)) }
    return position
  }

  /// Says that the element at a position is another one now, or is gone.
  package func replace(_ position: Int, by element: (any ExpressionRecord)?) {
    let isNew = !isThere[position]
    elements[position] = element
    isThere[position] = element != nil
    guard !gauges.isEmpty else { return }
    guard let element else { return changes.append((position, .all)) }
    var changed = isNew ? ColumnSet.all : ColumnSet()
    for field in fields {
      let cell = element.cell(of: field.name, at: field.position)
      if columns[field.position].set(position, cell) { changed.insert(field.position) }
    }
    if !changed.isEmpty { changes.append((position, changed)) }
  }

  /// The gauge of a recipe, which begins with all elements there are, brought up to date.
  func gauge(of recipe: GaugeRecipe) -> ListGauge {
    settle()
    if let known = gauges.first(where: { $0.recipe.name == recipe.name }) { return known }
    var own = ColumnSet.presence
    for field in recipe.columns {
      own.insert(field.position)
      keep(field)
    }
    let gauge = ListGauge(recipe)
    for position in elements.indices {
      gauge.take(position, isThere: isThere[position], columns, moment)
    }
    _ = gauge.takeMove()
    gauges.append(gauge)
    reads.append(own)
    return gauge
  }

  /// Keeps the values of a field from here on, and those that it has now.
  private func keep(_ field: ListField) {
    while columns.count <= field.position { columns.append(ListColumn()) }
    let column = columns[field.position]
    guard column.kind == nil else { return }
    column.keep(field.kind)
    fields.append(field)
    for element in elements {
      column.append(element?.cell(of: field.name, at: field.position))
    }
  }

  /// Brings all gauges up to date.
  package func settle() {
    guard !changes.isEmpty else { return }
    for (position, changed) in changes {
      let isThere = isThere[position]
      for number in reads.indices where changed.intersects(reads[number]) {
        let gauge = gauges[number]
        gauge.take(position, isThere: isThere, columns, moment)
        if gauge.takeMove() { moved.append(gauge) }
      }
    }
    changes.removeAll(keepingCapacity: true)
  }

  /// Tells of the gauges that have moved since this was called last.
  package func forEachMoved(_ body: (ListGauge) -> Void) {
    guard !moved.isEmpty else { return }
    for gauge in moved { body(gauge) }
    moved.removeAll(keepingCapacity: true)
  }
}
