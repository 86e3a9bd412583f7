import Primitives

/// Texts by number, each kept once.
struct StringTable {
  private var numbers = OrderedDictionary<String, Int>()

  /// The texts by their numbers.
  var texts: [String] { numbers.keys }

  /// The number of a text; -1 for none.
  mutating func number(of text: String?) -> Int {
    guard let text, !text.isEmpty else { return -1 }
    if let known = numbers[text] { return known }
    let number = numbers.count
    numbers[text] = number
    return number
  }
}
