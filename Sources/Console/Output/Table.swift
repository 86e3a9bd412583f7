/// Rows of text in columns that line up.
package struct Table: Sendable {
  /// On which side of its column a cell stands.
  package enum Alignment: Sendable {
    /// At the left, as words do.
    case left
    /// At the right, as numbers do.
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[StyledText]] = []
  private let hasHeader: Bool

  /// A table without a header.
  package init(alignments: [Alignment]) {
    self.alignments = alignments
    hasHeader = false
  }

  /// A table whose first line names the columns.
  package init(_ columns: [(title: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    rows = [columns.map { StyledText($0.title, .muted) }]
    hasHeader = true
  }

  /// Whether nothing stands below the header.
  package var isEmpty: Bool { rows.count == (hasHeader ? 1 : 0) }

  /// Adds a row at the end.
  ///
  /// - Precondition: it has as many cells as the table has columns, and no cell has two lines.
  package mutating func append(_ cells: [StyledText]) {
    precondition(
      cells.count == alignments.count,
      "a row has \(cells.count) cells, the table \(alignments.count) columns")
    precondition(
      !cells.contains { $0.plain.contains("\n") }, "a cell has more than one line")
    rows.append(cells)
  }

  /// The lines of the table, without spaces at their ends.
  ///
  /// Nothing is cut: a line that is too long for the terminal is the reader's to fold.
  package var lines: [StyledText] {
    let widths = alignments.indices.map { column in rows.map { $0[column].width }.max() ?? 0 }
    return rows.map { row in
      let last = row.lastIndex { $0.width > 0 } ?? 0
      return row.indices.prefix(through: last).reduce(StyledText("")) { line, column in
        let gap = column == 0 ? "" : "  "
        let space = String(repeating: " ", count: widths[column] - row[column].width)
        return switch alignments[column] {
        case .right: line + "\(gap)\(space)\(row[column])"
        case .left where column == last: line + "\(gap)\(row[column])"
        case .left: line + "\(gap)\(row[column])\(space)"
        }
      }
    }
  }
}
