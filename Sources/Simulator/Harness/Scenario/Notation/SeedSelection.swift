/// Which seeds to run: `1..1000`, `7`, `0x2A`, `1,5,9..12` or `random`.
package struct SeedSelection: Hashable, Sendable {
  /// One piece of the list between commas.
  package enum Part: Hashable, Sendable {
    /// Every seed between two bounds, both included.
    case range(ClosedRange<UInt64>)
    /// A seed that nobody chose.
    case random
  }

  /// The pieces in the order in which they are run.
  package let parts: [Part]
  /// The selection as it was typed.
  package let text: String

  /// Every seed between two bounds.
  package init(_ range: ClosedRange<UInt64>) {
    parts = [.range(range)]
    text =
      range.lowerBound == range.upperBound
      ? "\(range.lowerBound)"
      : "\(range.lowerBound)..\(range.upperBound)"
  }

  /// The selection that a text writes down.
  package init(_ text: String) throws(NotationMistake) {
    var parts: [Part] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      parts.append(try SeedSelection.part(RangeNotation.trimmed(piece)))
    }
    self.parts = parts
    self.text = text
  }

  private static func part(_ text: String) throws(NotationMistake) -> Part {
    if text == "random" { return .random }
    guard let (left, right) = RangeNotation.split(text) else {
      let seed = try seed(text)
      return .range(seed...seed)
    }
    let (first, last) = (try seed(left), try seed(right))
    guard first <= last else {
      throw NotationMistake("the range of seeds ends before it begins", write: "\(right)..\(left)")
    }
    return .range(first...last)
  }

  /// One seed: decimal or hexadecimal, underscores between digits allowed.
  package static func seed(_ text: String) throws(NotationMistake) -> UInt64 {
    let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
    let digits = (isHexadecimal ? text.dropFirst(2) : text[...]).filter { $0 != "_" }
    let isReadable = digits.allSatisfy {
      $0.isASCII && (isHexadecimal ? $0.isHexDigit : $0.isNumber)
    }
    guard isReadable, !digits.isEmpty else {
      throw NotationMistake("'\(text)' is not a seed such as 7, 0x2A, 1..1000 or random")
    }
    guard let seed = UInt64(digits, radix: isHexadecimal ? 16 : 10) else {
      throw NotationMistake("the seed \(text) does not fit in 64 bits")
    }
    return seed
  }

  /// The number of seeds; the largest number there is when they are even more.
  package var count: UInt64 {
    var total: UInt64 = 0
    for part in parts {
      let size: UInt64
      switch part {
      case .random: size = 1
      case .range(let range):
        let (width, overflow) = (range.upperBound - range.lowerBound).addingReportingOverflow(1)
        size = overflow ? .max : width
      }
      let (sum, overflow) = total.addingReportingOverflow(size)
      total = overflow ? .max : sum
    }
    return total
  }

  /// Whether a seed is one of these; nobody knows which ones random seeds will be.
  package func contains(_ seed: UInt64) -> Bool {
    parts.contains { part in
      switch part {
      case .random: false
      case .range(let range): range.contains(seed)
      }
    }
  }

  /// Whether every seed of another selection is one of these.
  func covers(_ other: SeedSelection) -> Bool {
    other.parts.allSatisfy { part in
      switch part {
      case .random: true
      case .range(let range): contains(range.lowerBound) && contains(range.upperBound)
      }
    }
  }

  /// The seeds one after the other, made as they are asked for.
  ///
  /// - Parameter draw: gives the seed that stands for each `random`.
  package func seeds(drawing draw: @escaping () -> UInt64) -> SeedSequence {
    SeedSequence(parts: parts, draw: draw)
  }
}

/// The seeds of a selection, made as they are asked for.
package struct SeedSequence: Sequence, IteratorProtocol {
  private let parts: [SeedSelection.Part]
  private let draw: () -> UInt64
  private var position = 0
  private var pending: UInt64?

  init(parts: [SeedSelection.Part], draw: @escaping () -> UInt64) {
    self.parts = parts
    self.draw = draw
  }

  /// The next seed, or nothing after the last.
  package mutating func next() -> UInt64? {
    guard position < parts.count else { return nil }
    switch parts[position] {
    case .random:
      position += 1
      return draw()
    case .range(let range):
      let seed = pending ?? range.lowerBound
      if seed == range.upperBound {
        position += 1
        pending = nil
      } else {
        pending = seed + 1
      }
      return seed
    }
  }
}
