/// A field of a list's elements, by its place among all that the schema states for them.
struct ListField: Sendable {
  let position: Int
  let name: String
  let kind: Kind

  /// What values of a field are.
  enum Kind: Sendable {
    case number
    case truth
    case text
  }

  /// A field that holds plain values; there is none of records and lists.
  init?(_ name: String, _ type: ExpressionType?, at position: Int?) {
    guard let position, let type else { return nil }
    switch type {
    case .integer: kind = .number
    case .truth: kind = .truth
    case .text: kind = .text
    case .record, .list: return nil
    }
    self.position = position
    self.name = name
  }
}

/// The value of one field of one element, as it is kept beside those of the other elements.
package enum ListCell: Equatable {
  /// A whole number.
  case number(Int)
  /// True or false.
  case truth(Bool)
  /// A text.
  case text(String)
  /// No value, or one that is not plain, with the words by which it is told from others.
  case unusable(String)

  /// The value of a field, where it has one.
  package init(_ value: ExpressionValue?) {
    self =
      switch value {
      case .integer(let number): .number(number)
      case .truth(let truth): .truth(truth)
      case .text(let text): .text(text)
      case .record, .list: .unusable(value?.plain ?? "nothing")
      case nil: .unusable("nothing")
      }
  }

  /// The value as it serves to tell elements apart.
  var plain: String {
    switch self {
    case .number(let number): "\(number)"
    case .truth(let truth): "\(truth)"
    case .text(let text): text
    case .unusable(let text): text
    }
  }
}

/// One field of all elements of a list, side by side.
///
/// An element that has changed is asked for the field once, and a hundred laws find a plain value
/// here without asking it again.
final class ListColumn {
  /// The numbers by the elements' positions; one and zero for true and false.
  @exclusivity(unchecked) private(set) var numbers: [Int] = []
  /// The texts by the elements' positions.
  @exclusivity(unchecked) private(set) var texts: [String] = []
  /// What stands in the place of a value where there is none of the field's type.
  @exclusivity(unchecked) private var unusable: [Int: String] = [:]
  /// What the field holds; nothing while nobody reads it.
  @exclusivity(unchecked) private(set) var kind: ListField.Kind?

  /// Begins to keep the values of a field that holds these.
  func keep(_ kind: ListField.Kind) {
    precondition(self.kind == nil, "a column of \(kind) keeps \(String(describing: self.kind))")
    self.kind = kind
  }

  /// Whether no element has a value of the field's type at a position.
  func isUnusable(_ position: Int) -> Bool { !unusable.isEmpty && unusable[position] != nil }

  /// Adds a value at the end; nothing for an element that is gone.
  func append(_ cell: ListCell?) {
    if kind == .text { texts.append("") } else { numbers.append(0) }
    guard let cell else { return }
    set(max(texts.count, numbers.count) - 1, cell)
  }

  /// Puts a value in the place of another and says whether it is a different one.
  ///
  /// What is no value of the field's type is never the same as before.
  @discardableResult
  func set(_ position: Int, _ cell: ListCell) -> Bool {
    let wasUnusable = isUnusable(position)
    switch (kind, cell) {
    case (.number, .number(let number)):
      if numbers[position] == number, !wasUnusable { return false }
      numbers[position] = number
    case (.truth, .truth(let truth)):
      if (numbers[position] == 1) == truth, !wasUnusable { return false }
      numbers[position] = truth ? 1 : 0
    case (.text, .text(let text)):
      if texts[position] == text, !wasUnusable { return false }
      texts[position] = text
    case (_, .number), (_, .truth), (_, .text), (_, .unusable):
      unusable[position] = cell.plain
      return true
    }
    if wasUnusable { unusable[position] = nil }
    return true
  }

  /// The value at a position as it serves to tell elements apart.
  func plain(_ position: Int) -> String {
    if let words = unusable.isEmpty ? nil : unusable[position] { return words }
    switch kind {
    case .number?: return "\(numbers[position])"
    case .truth?: return "\(numbers[position] == 1)"
    case .text?: return texts[position]
    case nil: preconditionFailure("a column is read at \(position) that nobody keeps")
    }
  }
}
