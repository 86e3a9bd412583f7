/// Texts by number, each kept once, with how often each is used.
struct StringTable {
  private var numbers: [String: Int32] = [:]
  /// The texts by their numbers, in the order in which they were first used.
  private(set) var texts: [String] = []
  /// How often each text is used.
  private(set) var uses: [Int32] = []

  /// The number of a text that is used once more; -1 for none.
  mutating func number(of text: String?) -> Int32 {
    guard let text, !text.isEmpty else { return -1 }
    if let known = numbers[text] {
      uses[Int(known)] += 1
      return known
    }
    let number = Int32(texts.count)
    numbers[text] = number
    texts.append(text)
    uses.append(1)
    return number
  }
}
