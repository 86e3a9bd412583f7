/// What many texts have in common: words, and places for the numbers in which they differ.
struct TextForm {
  /// A part of a form.
  enum Piece {
    /// Words that all texts of the form have here.
    case words(String)
    /// A number, with zeros before it up to a width; width 0 for a number without.
    case number(width: Int)
    /// A text by its number among those that stand for themselves.
    case text
  }

  /// The parts in order.
  let pieces: [Piece]

  /// The form of a text that stands for itself.
  static let itself = TextForm(pieces: [.text])

  /// How many numbers make a text of the form.
  var numbers: Int {
    pieces.count {
      switch $0 {
      case .words: false
      case .number, .text: true
      }
    }
  }

  /// Writes the form as a list: words as texts, numbers as their width, -1 for a whole text.
  func write(to writer: inout JSONWriter) {
    writer.list { writer in
      for piece in pieces {
        switch piece {
        case .words(let words): writer.text(words)
        case .number(let width): writer.number(width)
        case .text: writer.number(-1)
        }
      }
    }
  }
}
