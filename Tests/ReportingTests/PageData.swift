import Foundation
import Testing

/// The data of a page, read as its description says and by no code of the pages' own.
struct PageData {
  /// The first two lines together.
  let fields: [String: Any]
  /// The lines after them.
  let lines: [Substring]
  private let forms: [[Any]]
  /// By shape, its seven numbers.
  private let shapes: [[Int]]
  /// By event, the number of its shape.
  private let shapeOf: [Int]

  /// Reads the data of a page.
  init(_ page: String) throws {
    let begin = try #require(page.range(of: "id=\"data\">"))
    let end = try #require(page.range(of: "</script>", range: begin.upperBound..<page.endIndex))
    let all = page[begin.upperBound..<end.lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false)
    var fields: [String: Any] = [:]
    for line in all.prefix(2) {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      fields.merge(try #require(object as? [String: Any])) { first, _ in first }
    }
    self.fields = fields
    lines = Array(all.dropFirst(2))
    forms = try #require(fields["forms"] as? [[Any]])
    var reader = LetterReader(fields["shapes"])
    var shapes: [[Int]] = []
    while !reader.isAtEnd { shapes.append((0..<7).map { _ in reader.signed() }) }
    self.shapes = shapes
    shapeOf = LetterReader.all(fields["s"])
    let count = shapeOf.count
    try #require(fields["count"] as? Int == count)
  }

  /// How many events there are.
  var count: Int { shapeOf.count }

  /// A column of differences, each number with all before it.
  func sums(_ name: String) -> [Int] {
    var sum = 0
    return LetterReader.all(fields[name]).map { difference in
      sum += difference
      return sum
    }
  }

  /// A part of every event's shape: kind, place, peer, marks.
  func part(_ index: Int) -> [Int] { shapeOf.map { shapes[$0][index] } }

  /// The event that each event's message came from; -1 for none.
  var sources: [Int] {
    var distances = LetterReader(fields["c"])
    return part(3).enumerated().map { $1 & 4 == 0 ? -1 : $0 - distances.next() }
  }

  /// The number of the message of each event; -1 for none.
  var messages: [Int] {
    var reader = LetterReader(fields["m"])
    var result = Array(repeating: -1, count: count)
    var next = 0
    for (event, (marks, source)) in zip(part(3), sources).enumerated() where marks & 2 != 0 {
      result[event] = reader.signed() + (source >= 0 ? result[source] : next)
      next = max(next, result[event] + 1)
    }
    return result
  }

  /// The event of the operation that each event serves; -1 for none.
  var operations: [Int] {
    let begins = sums("operations")
    var last = -1
    return LetterReader.all(fields["o"]).map { step in
      guard step > 0 else { return -1 }
      last += LetterReader.signed(step - 1)
      return begins[last]
    }
  }

  /// The edges to each event: from where, and the number of why.
  var edges: [[[Int]]] {
    var reader = LetterReader(fields["e"])
    return (0..<count).map { event in
      var list: [[Int]] = []
      while true {
        let edge = reader.next()
        if edge == 0 { return list }
        list.append([event - edge / 16, edge / 2 % 8])
        if edge % 2 == 0 { return list }
      }
    }
  }

  /// The events inside a cone.
  func cone(_ name: String) -> [Int] {
    var members: [Int] = []
    var at = 0
    for (index, length) in LetterReader.all(fields[name]).enumerated() {
      if index % 2 == 1 { members += at..<at + length }
      at += length
    }
    return members
  }

  /// The texts that stand for themselves.
  func literals() throws -> [String] {
    try lines.dropFirst(blocks).flatMap {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String])
    }
  }

  private var block: Int { fields["block"] as? Int ?? 0 }
  private var blocks: Int { (count + block - 1) / block }

  /// The line, the content and the task of each event; empty for none.
  func texts() throws -> [[String]] {
    let literals = try literals()
    var result: [[String]] = []
    for index in 0..<blocks {
      var reader = LetterReader(lines[index])
      var last: [[Int]] = forms.map { $0.map { _ in 0 } }
      for shape in shapeOf[(index * block)..<min(count, (index + 1) * block)] {
        result.append(shapes[shape][4..<7].map { text($0, &reader, &last, literals) })
      }
      try #require(reader.isAtEnd)
    }
    return result
  }

  /// The changes of states: event, place, key, and what was before and after, `-` for nothing.
  func changes() throws -> [[String]] {
    let literals = try literals()
    var shapes = LetterReader(fields["chShapes"])
    var parts: [[Int]] = []
    while !shapes.isAtEnd { parts.append((0..<4).map { _ in shapes.signed() }) }
    var reader = LetterReader(fields["ch"])
    var last: [[Int]] = forms.map { $0.map { _ in 0 } }
    var result: [[String]] = []
    var event = 0
    while !reader.isAtEnd {
      event += reader.signed()
      let shape = parts[reader.next()]
      let back = reader.next()
      func words(_ form: Int) -> String {
        form < 0 ? "-" : text(form, &reader, &last, literals)
      }
      let key = words(shape[1])
      let before = back == 0 ? ["", "", key, "", "-"] : result[result.count - back]
      try #require(before[2] == key)
      let old = shape[2] == -2 ? before[4] : words(shape[2])
      let new = words(shape[3])
      result.append(["\(event)", "\(shape[0])", key, old, new])
    }
    return result
  }

  private func text(
    _ form: Int, _ reader: inout LetterReader, _ last: inout [[Int]], _ literals: [String]
  ) -> String {
    guard form >= 0 else { return "" }
    var result = ""
    for (index, piece) in forms[form].enumerated() {
      guard let width = piece as? Int else {
        result += piece as? String ?? "?"
        continue
      }
      last[form][index] += reader.signed()
      let number = last[form][index]
      let digits = width < 0 ? literals[number] : "\(number)"
      result += String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return result
  }
}

/// Reads numbers that are written as letters.
struct LetterReader {
  private var letters: ArraySlice<UInt8>

  init(_ text: Any?) {
    letters = Array(((text as? String) ?? (text as? Substring).map(String.init) ?? "").utf8)[...]
  }

  /// All numbers of a text, none below zero.
  static func all(_ text: Any?) -> [Int] {
    var reader = LetterReader(text)
    var result: [Int] = []
    while !reader.isAtEnd { result.append(reader.next()) }
    return result
  }

  /// A number that may be below zero.
  static func signed(_ number: Int) -> Int {
    number % 2 == 0 ? number / 2 : -(number + 1) / 2
  }

  /// A number as it is written.
  static func letters(_ number: Int) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var rest = number
    var letters = ""
    while rest > 31 {
      letters.append(alphabet[32 + rest % 32])
      rest /= 32
    }
    letters.append(alphabet[rest])
    return letters
  }

  var isAtEnd: Bool { letters.isEmpty }

  mutating func next() -> Int {
    var value = 0
    var scale = 1
    while let letter = letters.popFirst() {
      let digit: Int
      switch letter {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = Int(letter) - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = Int(letter) - 97 + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = Int(letter) - 48 + 52
      default: digit = letter == UInt8(ascii: "+") ? 62 : 63
      }
      value += digit % 32 * scale
      if digit < 32 { return value }
      scale *= 32
    }
    return -1
  }

  mutating func signed() -> Int { LetterReader.signed(next()) }
}
