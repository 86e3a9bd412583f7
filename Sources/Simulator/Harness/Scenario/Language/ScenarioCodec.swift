import Engine
import Primitives

/// Reads and writes values of one shape.
///
/// What is written reads back as the same value; every table entry has one of these.
struct ScenarioCodec<Value: Sendable>: Sendable {
  /// What the value may look like.
  let shape: ScenarioShape
  /// The value that a node stands for; mistakes are noted in the context.
  let read: @Sendable (JSONNode, inout ScenarioContext) -> Value?
  /// The node that stands for a value.
  let write: @Sendable (Value) -> JSONNode

  init(
    _ shape: ScenarioShape, read: @escaping @Sendable (JSONNode, inout ScenarioContext) -> Value?,
    write: @escaping @Sendable (Value) -> JSONNode
  ) {
    self.shape = shape
    self.read = read
    self.write = write
  }

  /// Values that have a notation as text.
  static func notation(
    _ shape: ScenarioShape,
    _ parse: @escaping @Sendable (String) throws(NotationMistake) -> Value,
    text: @escaping @Sendable (Value) -> String
  ) -> ScenarioCodec {
    ScenarioCodec(
      shape,
      read: { node, context in
        guard case .text(let text) = node.value else {
          context.wrongType(node, shape)
          return nil
        }
        return context.parsed(node, text, parse)
      },
      write: { .text(text($0)) })
  }
}

extension ScenarioContext {
  /// The value that a text writes down; a mistake is noted at the node.
  mutating func parsed<Value>(
    _ node: JSONNode, _ text: String, _ parse: (String) throws(NotationMistake) -> Value
  ) -> Value? {
    do {
      return try parse(text)
    } catch {
      mistaken(node, error)
      return nil
    }
  }
}

extension ScenarioCodec where Value == String {
  /// Any text.
  static var text: ScenarioCodec {
    ScenarioCodec(
      .text,
      read: { node, context in
        if let text = node.text { return text }
        context.wrongType(node, .text)
        return nil
      }, write: { .text($0) })
  }

  /// A short name of letters, digits, dashes, underscores and points.
  static var name: ScenarioCodec {
    notation(.name, { text throws(NotationMistake) in try nameCheck(text) }) { $0 }
  }

  private static func nameCheck(_ text: String) throws(NotationMistake) -> String {
    let isName = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
    }
    guard isName, !text.isEmpty else {
      throw NotationMistake("a name has letters, digits and dashes only, not \"\(text)\"")
    }
    return text
  }
}

extension ScenarioCodec where Value == Bool {
  /// True or false.
  static var flag: ScenarioCodec {
    ScenarioCodec(
      .flag,
      read: { node, context in
        if case .boolean(let truth) = node.value { return truth }
        context.wrongType(node, .flag)
        return nil
      }, write: { .boolean($0) })
  }
}

extension ScenarioCodec where Value == Int {
  /// A whole number within bounds.
  static func integer(_ range: ClosedRange<Int>) -> ScenarioCodec {
    ScenarioCodec(
      .integer(range),
      read: { node, context in
        guard case .number(.integer(let number)) = node.value else {
          context.wrongType(node, .integer(range))
          return nil
        }
        guard let value = Int(exactly: number), range.contains(value) else {
          let bounds = "between \(range.lowerBound) and \(range.upperBound)"
          context.report(.badValue, at: node.place, "\(context.path.text) must be \(bounds)")
          return nil
        }
        return value
      }, write: { .integer($0) })
  }

  /// A whole number that counts something: one or more.
  static var count: ScenarioCodec {
    integer(1...1_000_000_000)
  }

  /// A drift in parts in a million.
  static var drift: ScenarioCodec {
    notation(
      .drift, { text throws(NotationMistake) in try QuantityNotation.partsPerMillion(text) },
      text: { "\($0)ppm" })
  }
}

extension ScenarioCodec where Value == Int64 {
  /// A number of bytes.
  static var size: ScenarioCodec {
    notation(
      .size, { text throws(NotationMistake) in try QuantityNotation.bytes(text) },
      text: { QuantityNotation.text(bytes: $0) })
  }

  /// Bytes a second.
  static var bandwidth: ScenarioCodec {
    notation(
      .bandwidth, { text throws(NotationMistake) in try QuantityNotation.bytesPerSecond(text) },
      text: { QuantityNotation.text(bytes: $0) + "/s" })
  }
}

extension ScenarioCodec where Value == Duration {
  /// A span of time.
  static var duration: ScenarioCodec {
    span(.duration, allowingNegative: false)
  }
  /// A span of time that may be negative.
  static var signedDuration: ScenarioCodec {
    span(.signedDuration, allowingNegative: true)
  }

  private static func span(_ shape: ScenarioShape, allowingNegative: Bool) -> ScenarioCodec {
    ScenarioCodec(
      shape,
      read: { node, context in
        switch node.value {
        case .number(let number):
          context.mistaken(node, DurationNotation.withoutUnit(number.text))
          return nil
        case .text(let text):
          return context.parsed(node, text) { text throws(NotationMistake) in
            try DurationNotation.parse(text, allowingNegative: allowingNegative)
          }
        case .null, .boolean, .list, .object:
          context.wrongType(node, shape)
          return nil
        }
      }, write: { .text($0.text) })
  }
}

extension ScenarioCodec where Value == Ratio {
  /// A share between nothing and everything.
  static var probability: ScenarioCodec {
    ratio(.probability) { text throws(NotationMistake) in try ProbabilityNotation.parse(text) }
  }

  /// A share or a factor.
  static var figure: ScenarioCodec {
    ratio(.figure) { text throws(NotationMistake) in try ProbabilityNotation.figure(text) }
  }

  private static func ratio(
    _ shape: ScenarioShape,
    _ parse: @escaping @Sendable (String) throws(NotationMistake) -> Ratio
  ) -> ScenarioCodec {
    ScenarioCodec(
      shape,
      read: { node, context in
        switch node.value {
        case .number(let number): return context.parsed(node, number.text, parse)
        case .text(let text): return context.parsed(node, text, parse)
        case .null, .boolean, .list, .object:
          context.wrongType(node, shape)
          return nil
        }
      }, write: { .text($0.description) })
  }
}

extension ScenarioCodec where Value == ScenarioRate {
  /// Happenings in a span of time.
  static var rate: ScenarioCodec {
    notation(
      .rate, { text throws(NotationMistake) in try QuantityNotation.rate(text) }, text: { $0.text })
  }
}

extension ScenarioCodec where Value == Slip {
  /// A planted mistake.
  static var slip: ScenarioCodec {
    notation(.text, { text throws(NotationMistake) in try Slip(text) }, text: { $0.text })
  }
}

extension ScenarioCodec where Value == Selector {
  /// Hosts or links.
  static var selector: ScenarioCodec {
    notation(
      .selector, { text throws(NotationMistake) in try Selector(text) }, text: { $0.text })
  }
}

extension ScenarioCodec where Value == SeedSelection {
  /// A selection of seeds, as text or as one number.
  static var seeds: ScenarioCodec {
    ScenarioCodec(
      .seeds,
      read: { node, context in
        let text: String
        switch node.value {
        case .number(let number): text = number.text
        case .text(let written): text = written
        case .null, .boolean, .list, .object:
          context.wrongType(node, .seeds)
          return nil
        }
        return context.parsed(node, text) { text throws(NotationMistake) in
          try SeedSelection(text)
        }
      }, write: { .text($0.text) })
  }
}

extension ScenarioCodec where Value == JSONNode {
  /// Anything, with its choices made.
  static var anything: ScenarioCodec {
    ScenarioCodec(
      .anything, read: { node, context in context.resolved(node) }, write: { $0 })
  }
}

extension ScenarioCodec where Value == Distribution {
  /// A shape of delay.
  static var distribution: ScenarioCodec {
    ScenarioCodec(
      .distribution, read: { DistributionReading.read($0, &$1) },
      write: { DistributionNotation.node($0) })
  }
}
