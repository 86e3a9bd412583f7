import Engine
import Harness
import Primitives

/// A run's result as one line of JSON: what workers send, what is kept on disk.
///
/// The fields stand in one order always, so that the many lines in which nothing happened are read
/// by walking over their bytes; only the others are read as JSON in general.
package enum RunLine {
  // MARK: Writing

  /// Adds the line of a result, with its line end.
  package static func append(_ result: RunResult, to bytes: inout [UInt8]) {
    bytes += opening.utf8Bytes
    append(result.position, to: &bytes)
    bytes += beforeSeed.utf8Bytes
    append(result.seed.value, to: &bytes)
    bytes += beforeDigest.utf8Bytes
    append(hexadecimal: result.digest.high, to: &bytes)
    append(hexadecimal: result.digest.low, to: &bytes)
    bytes += beforeEvents.utf8Bytes
    append(UInt64(result.events), to: &bytes)
    bytes += beforeMessages.utf8Bytes
    append(result.messages, to: &bytes)
    bytes += beforeLaws.utf8Bytes
    for law in result.laws { bytes.append(law.rawValue) }
    bytes += beforeStruck.utf8Bytes
    for struck in result.struck { bytes.append(struck ? UInt8(ascii: "1") : UInt8(ascii: "0")) }
    bytes.append(UInt8(ascii: "\""))
    appendRare(result, to: &bytes)
    bytes.append(UInt8(ascii: "}"))
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func appendRare(_ result: RunResult, to bytes: inout [UInt8]) {
    if let doubt = result.doubt { bytes += ",\"undecided\":\(JSONText.quoted(doubt))".utf8 }
    if let failure = result.failure {
      let signature = failure.signature
      let texts = [
        ("property", signature.property), ("place", signature.place), ("event", signature.event),
        ("fault", signature.fault), ("location", failure.location),
        ("expected", failure.expected), ("seen", failure.seen),
      ]
      var fields = texts.map { "\"\($0.0)\":\(JSONText.quoted($0.1))" }
      if let when = failure.when { fields.append("\"t_ns\":\"\(when.nanoseconds)\"") }
      bytes += ",\"failure\":{\(fields.joined(separator: ","))}".utf8
    }
    if !result.drawn.isEmpty { bytes += ",\"drawn\":\(result.drawn)".utf8 }
    if !result.redacted.isEmpty {
      let counts = result.redacted.map(String.init).joined(separator: ",")
      bytes += ",\"redacted\":[\(counts)]".utf8
    }
  }

  private static let opening: StaticString = "{\"n\":"
  private static let beforeSeed: StaticString = ",\"seed\":\""
  private static let beforeDigest: StaticString = "\",\"digest\":\""
  private static let beforeEvents: StaticString = "\",\"events\":"
  private static let beforeMessages: StaticString = ",\"messages\":"
  private static let beforeLaws: StaticString = ",\"laws\":\""
  private static let beforeStruck: StaticString = "\",\"struck\":\""

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var rest = number
    let start = bytes.count
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  private static func append(hexadecimal word: UInt64, to bytes: inout [UInt8]) {
    for digit in 0..<16 {
      let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * digit)) & 15
      bytes.append(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value)
    }
  }

  // MARK: Reading

  /// The result that a line holds, without its line end; nothing when it is none of ours.
  package static func result(_ line: some Collection<UInt8>) -> RunResult? {
    let result: RunResult?? = line.withContiguousStorageIfAvailable { bytes in
      read(UnsafeRawBufferPointer(bytes))
    }
    if let result { return result }
    return Array(line).withUnsafeBytes { read($0) }
  }

  private static func read(_ bytes: UnsafeRawBufferPointer) -> RunResult? {
    var scanner = ByteScanner(bytes)
    guard scanner.skip(opening), let position = scanner.number(), scanner.skip(beforeSeed),
      let seed = scanner.number(), scanner.skip(beforeDigest), let high = scanner.hexadecimal(),
      let low = scanner.hexadecimal(), scanner.skip(beforeEvents), let events = scanner.number(),
      scanner.skip(beforeMessages), let messages = scanner.number(), scanner.skip(beforeLaws)
    else { return nil }
    var result = RunResult(position: position, seed: Seed(seed))
    result.digest = DigestWords(high: high, low: low)
    result.events = Int(clamping: events)
    result.messages = messages
    while let byte = scanner.peek, let law = LawOutcome(rawValue: byte) {
      result.laws.append(law)
      scanner.advance()
    }
    guard scanner.skip(beforeStruck) else { return nil }
    while let byte = scanner.peek, byte == UInt8(ascii: "1") || byte == UInt8(ascii: "0") {
      result.struck.append(byte == UInt8(ascii: "1"))
      scanner.advance()
    }
    guard scanner.skip("\"") else { return nil }
    if scanner.skip("}") { return scanner.isAtEnd ? result : nil }
    return readRare(bytes, &result) ? result : nil
  }

  private static func readRare(
    _ bytes: UnsafeRawBufferPointer, _ result: inout RunResult
  ) -> Bool {
    var diagnostics = DiagnosticList()
    let file = SourceFile(path: "", bytes: Array(bytes))
    guard let node = JSONReader.read(file, into: &diagnostics), !diagnostics.hasErrors else {
      return false
    }
    result.doubt = node["undecided"]?.text
    if let drawn = node["drawn"] { result.drawn = JSONText.compact(drawn) }
    if case .list(let counts)? = node["redacted"]?.value {
      for count in counts {
        guard case .number(.integer(let number)) = count.value, let met = Int(exactly: number)
        else { return false }
        result.redacted.append(met)
      }
    }
    if let failure = node["failure"] {
      guard let read = RunFailure(failure) else { return false }
      result.failure = read
    }
    return true
  }
}

extension RunFailure {
  fileprivate init?(_ node: JSONNode) {
    let texts = ["property", "place", "event", "fault", "location", "expected", "seen"]
      .compactMap { node[$0]?.text }
    guard texts.count == 7 else { return nil }
    let when = node["t_ns"]?.text.flatMap { Int64($0) }
    self.init(
      FailureSignature(property: texts[0], place: texts[1], event: texts[2], fault: texts[3]),
      when: when.map { Instant(nanoseconds: $0) }, location: texts[4], expected: texts[5],
      seen: texts[6])
  }
}

extension StaticString {
  fileprivate var utf8Bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}

/// Walks over the bytes of a line.
private struct ByteScanner {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func advance() { position += 1 }

  /// Steps over a text; stays and says no where something else stands.
  mutating func skip(_ text: StaticString) -> Bool {
    let wanted = text.utf8Bytes
    guard bytes.count - position >= wanted.count else { return false }
    for index in 0..<wanted.count where bytes[position + index] != wanted[index] { return false }
    position += wanted.count
    return true
  }

  mutating func number() -> UInt64? {
    let start = position
    var value: UInt64 = 0
    while let byte = peek, byte &- UInt8(ascii: "0") < 10 {
      let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      if isLarge || isLarger { return nil }
      value = sum
      position += 1
    }
    return position > start ? value : nil
  }

  /// A word of sixteen hexadecimal digits.
  mutating func hexadecimal() -> UInt64? {
    guard bytes.count - position >= 16 else { return nil }
    var value: UInt64 = 0
    for _ in 0..<16 {
      let byte = bytes[position]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      value = value << 4 | UInt64(digit)
      position += 1
    }
    return value
  }
}
