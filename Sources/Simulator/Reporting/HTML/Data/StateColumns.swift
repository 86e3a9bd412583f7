import Harness

/// The changes of states on a page.
///
/// What was changed by an event that was left out still shapes the states after it, of records
/// that change in what is shown; of others it is counted how many changes are left out.
struct StateColumns {
  /// The changes that are told.
  private(set) var changes: [StateChange] = []
  /// By change, the position of the event that made it, or of the first that is shown after it.
  private(set) var positions: [Int] = []
  /// How many changes are left out.
  private(set) var cut = 0

  /// A record on a host.
  private struct Moving: Hashable {
    let place: Int32
    let key: String

    init(_ change: StateChange) {
      place = change.place
      key = change.key
    }
  }

  init(_ record: RunRecord, _ selection: EventSelection) {
    let moving: Set<Moving>? =
      selection.isCut
      ? Set(
        record.stateChanges.lazy.filter { selection.position($0.event) >= 0 }.map { Moving($0) })
      : nil
    for change in record.stateChanges {
      let own = selection.position(change.event)
      let position = own >= 0 ? own : selection.nextPosition(after: change.event)
      guard let position, moving?.contains(Moving(change)) ?? true else {
        cut += 1
        continue
      }
      changes.append(change)
      positions.append(position)
    }
  }

  /// What many changes have in common.
  private struct Shape: Hashable {
    let place: Int32
    let key: Int32
    /// The form of the words before; ``known`` for those that the record had last.
    let old: Int32
    let new: Int32
  }

  /// In the place of a form: what the record was when it last changed, nothing if it never did.
  private static let known: Int32 = -2

  /// A record by the number of its key's text.
  private struct Place: Hashable {
    let host: Int32
    let key: Int32
  }

  /// Writes the shapes, four numbers each, and the changes: the distance from the last one's
  /// event, the shape, how many changes lie back to the last of the same record, 0 for none, and
  /// the numbers of the texts.
  func write(_ texts: PageTexts, to writer: inout JSONWriter) {
    var last: [Place: Int] = [:]
    var backs: [Int] = []
    var isKnown: [Bool] = []
    let shapes = ShapeTable(
      zip(changes, texts.changes).enumerated().map { index, element in
        let (change, text) = element
        let place = Place(host: change.place, key: text.key)
        let before = last.updateValue(index, forKey: place)
        backs.append(before.map { index - $0 } ?? 0)
        isKnown.append((before.map { texts.changes[$0].new } ?? -1) == text.old)
        return Shape(
          place: change.place, key: texts.forms.form(of: text.key),
          old: isKnown[index] ? StateColumns.known : texts.forms.form(of: text.old),
          new: texts.forms.form(of: text.new))
      })
    var parts = LetterNumbers()
    for shape in shapes.shapes {
      for part in [shape.place, shape.key, shape.old, shape.new] { parts.append(signed: Int(part)) }
    }
    writer.field("chShapes", parts)
    var stretch = texts.forms.stretch()
    var position = 0
    for (index, text) in texts.changes.enumerated() {
      stretch.numbers.append(signed: positions[index] - position)
      position = positions[index]
      stretch.numbers.append(Int(shapes.numbers[index]))
      stretch.numbers.append(backs[index])
      stretch.append(text.key)
      if !isKnown[index] { stretch.append(text.old) }
      stretch.append(text.new)
    }
    writer.field("changes", changes.count)
    writer.field("ch", stretch.numbers)
    writer.field("chCut", cut)
  }
}
