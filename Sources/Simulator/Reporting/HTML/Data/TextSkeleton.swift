/// What is left of a text when its numbers are taken out, and those numbers.
///
/// `order 17 takes 2` and `order 18 takes 1` have one skeleton. Numbers of more than fifteen
/// digits stay where they are, since scripts hold them only roughly; a number that begins with
/// zeros is a number of so many digits.
struct TextSkeleton {
  /// The text with a mark in the place of each number.
  private(set) var words: [UInt8] = []
  /// The numbers in order.
  private(set) var numbers: [Int] = []

  /// The mark of a number as it is written by itself.
  private static let plain: UInt8 = 1
  /// The mark of a number with zeros before it; how many digits it has in all comes next.
  private static let padded: UInt8 = 2

  /// The longest text that is taken apart, in bytes, and the most numbers of one.
  private static let limit = (length: 1024, numbers: 32)

  /// Takes a text apart; nothing for one that stands for itself.
  ///
  /// That is one of great length or with many numbers, and one that holds control characters,
  /// which are the marks here.
  init?(_ text: String) {
    let letters = Array(text.utf8)
    guard letters.count <= TextSkeleton.limit.length else { return nil }
    words.reserveCapacity(letters.count)
    var at = 0
    while at < letters.count {
      let letter = letters[at]
      guard letter >= 0x20 else { return nil }
      guard TextSkeleton.isDigit(letter) else {
        words.append(letter)
        at += 1
        continue
      }
      let begin = at
      while at < letters.count && TextSkeleton.isDigit(letters[at]) { at += 1 }
      take(letters[begin..<at])
    }
    guard numbers.count <= TextSkeleton.limit.numbers else { return nil }
  }

  private static func isDigit(_ letter: UInt8) -> Bool {
    letter >= UInt8(ascii: "0") && letter <= UInt8(ascii: "9")
  }

  private mutating func take(_ digits: ArraySlice<UInt8>) {
    guard digits.count <= 15 else {
      words += digits
      return
    }
    numbers.append(digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
    if digits.count > 1 && digits.first == UInt8(ascii: "0") {
      words += [TextSkeleton.padded, UInt8(ascii: "0") + UInt8(digits.count)]
    } else {
      words.append(TextSkeleton.plain)
    }
  }

  /// The pieces of a skeleton, its numbers in their places where they are known already.
  ///
  /// - Parameter known: by number, what it always is; nothing where texts differ in it.
  static func pieces(_ words: String, known: [Int?]) -> [TextForm.Piece] {
    var pieces: [TextForm.Piece] = []
    var text: [UInt8] = []
    var number = 0
    var letters = words.utf8.makeIterator()
    while let letter = letters.next() {
      guard letter == plain || letter == padded else {
        text.append(letter)
        continue
      }
      let width = letter == padded ? Int((letters.next() ?? 0x30) - UInt8(ascii: "0")) : 0
      if let value = known[number] {
        let digits = String(value)
        text += Array(String(repeating: "0", count: max(0, width - digits.count)).utf8)
        text += Array(digits.utf8)
      } else {
        if !text.isEmpty { pieces.append(.words(String(decoding: text, as: UTF8.self))) }
        text = []
        pieces.append(.number(width: width))
      }
      number += 1
    }
    if !text.isEmpty { pieces.append(.words(String(decoding: text, as: UTF8.self))) }
    return pieces
  }
}
