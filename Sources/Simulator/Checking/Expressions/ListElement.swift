/// One element of a list, whose fields are read once and then known.
///
/// A hundred laws over a list then ask an element that has changed for each of its fields once,
/// and compare plain values from there on.
final class ListElement {
  /// The element.
  let record: any ExpressionRecord
  @exclusivity(unchecked) private var cells: [Cell] = []

  init(_ record: any ExpressionRecord) { self.record = record }

  /// A field of a list's elements, by its place among all of them.
  struct Column: Sendable {
    let position: Int
    let name: String
    /// Where it is asked for, in the text of an expression.
    let span: Range<Int>
  }

  /// What is known of a field.
  private enum Cell {
    case unread
    case integer(Int)
    case text(String)
    case truth(Bool)
    /// It has no value, or one of another type than elements of the list should have.
    case unusable(ExpressionValue?)
  }

  /// A field that holds a number.
  func integer(_ column: Column) throws(ExpressionError) -> Int {
    if column.position < cells.count, case .integer(let number) = cells[column.position] {
      return number
    }
    guard case .integer(let number) = read(column) else { throw missing(column) }
    return number
  }

  /// A field that holds a text.
  func text(_ column: Column) throws(ExpressionError) -> String {
    if column.position < cells.count, case .text(let text) = cells[column.position] {
      return text
    }
    guard case .text(let text) = read(column) else { throw missing(column) }
    return text
  }

  /// A field that is true or false.
  func truth(_ column: Column) throws(ExpressionError) -> Bool {
    if column.position < cells.count, case .truth(let truth) = cells[column.position] {
      return truth
    }
    guard case .truth(let truth) = read(column) else { throw missing(column) }
    return truth
  }

  /// A field as it serves to tell elements apart.
  func plain(_ column: Column) -> String {
    switch read(column) {
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .truth(let truth): "\(truth)"
    case .unusable(let value): value?.plain ?? "nothing"
    case .unread: "nothing"
    }
  }

  /// Whether a field is what it was in another element; one that has no usable value never is.
  func agrees(with other: ListElement, in column: Column) -> Bool {
    switch (read(column), other.read(column)) {
    case (.integer(let one), .integer(let other)): one == other
    case (.text(let one), .text(let other)): one == other
    case (.truth(let one), .truth(let other)): one == other
    case (.unread, _), (.integer, _), (.text, _), (.truth, _), (.unusable, _): false
    }
  }

  private func read(_ column: Column) -> Cell {
    if column.position < cells.count {
      if case .unread = cells[column.position] {} else { return cells[column.position] }
    } else {
      let missing = column.position + 1 - cells.count
      cells.append(contentsOf: repeatElement(.unread, count: missing))
    }
    let cell: Cell =
      switch record.value(of: column.name, at: column.position) {
      case .integer(let number): .integer(number)
      case .text(let text): .text(text)
      case .truth(let truth): .truth(truth)
      case let other: .unusable(other)
      }
    cells[column.position] = cell
    return cell
  }

  private func missing(_ column: Column) -> ExpressionError {
    if case .unusable(nil) = read(column) {
      return ExpressionError(column.span, "'\(column.name)' has no value now")
    }
    return ExpressionError(
      column.span, "the value here is not of the type that the schema states")
  }
}
