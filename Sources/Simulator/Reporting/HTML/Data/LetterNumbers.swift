/// Whole numbers as letters: the small ones take one, which is what most numbers of a page are.
///
/// A number is written in base 32, the lowest digit first, with the 64 letters of base 64. The
/// first 32 letters are a number's last digit, the other 32 say that more digits follow. None of
/// the letters means anything to JSON or HTML, and a script reads them without making a text or a
/// list of them.
struct LetterNumbers {
  /// The letters by their digits.
  static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// What has been written.
  private(set) var letters: [UInt8] = []

  /// Writes a number that is not below zero.
  mutating func append(_ number: Int) {
    precondition(number >= 0, "\(number) is written as a number from 0 on")
    var rest = number
    while rest > 31 {
      letters.append(LetterNumbers.alphabet[32 + rest % 32])
      rest /= 32
    }
    letters.append(LetterNumbers.alphabet[rest])
  }

  /// Writes a number that may be below zero: twice its size, less one when it is below.
  mutating func append(signed number: Int) {
    append(number < 0 ? -2 * number - 1 : 2 * number)
  }
}
