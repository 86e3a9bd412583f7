/// Reads amounts with a unit: bytes, bytes a second, happenings a second, parts in a million.
package enum QuantityNotation {
  private static let sizes: [(name: String, bytes: Int128)] = [
    ("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
  ]

  /// A number of bytes such as `64KiB`.
  package static func bytes(_ text: some StringProtocol) throws(NotationMistake) -> Int64 {
    let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    let unit = RangeNotation.trimmed(text.dropFirst(number.count))
    if unit.isEmpty, !number.isEmpty {
      throw NotationMistake("\(number) of what?", write: "\"\(number)KB\"")
    }
    guard let amount = DecimalNumber(number) else {
      throw NotationMistake("'\(text)' is not a number of bytes such as \"64KiB\"")
    }
    guard let size = sizes.first(where: { $0.name.lowercased() == unit.lowercased() })?.bytes else {
      throw NotationMistake(
        "unknown unit '\(unit)', bytes are counted in B, KB, MB, GB, KiB, MiB or GiB")
    }
    let (product, overflow) = amount.digits.multipliedReportingOverflow(by: size)
    let divisor = DecimalNumber.power(amount.scale)
    guard !overflow, let bytes = Int64(exactly: product / divisor) else {
      throw NotationMistake("\(text) is more than can be counted")
    }
    guard product % divisor == 0 else { throw NotationMistake("\(text) is not whole bytes") }
    return bytes
  }

  /// A number of bytes as it is written.
  package static func text(bytes: Int64) -> String {
    for (name, size) in sizes.reversed() where Int128(bytes) % size == 0 && bytes != 0 {
      return "\(Int128(bytes) / size)\(name)"
    }
    return "0B"
  }

  /// Bytes a second such as `10MB/s`.
  package static func bytesPerSecond(_ text: String) throws(NotationMistake) -> Int64 {
    guard text.hasSuffix("/s") else {
      throw NotationMistake("'\(text)' is not a bandwidth such as \"10MB/s\"")
    }
    let bytes = try bytes(text.dropLast(2))
    guard bytes > 0 else { throw NotationMistake("a bandwidth of nothing carries nothing") }
    return bytes
  }

  /// Happenings in a span of time such as `50/s` or `3/10s`.
  package static func rate(_ text: String) throws(NotationMistake) -> ScenarioRate {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[0]), count > 0 else {
      throw NotationMistake("'\(text)' is not a rate such as \"50/s\"")
    }
    let isUnit = parts[1].first.map { !$0.isNumber } ?? false
    let span = try DurationNotation.parse(isUnit ? "1" + parts[1] : String(parts[1]))
    guard span > .zero else { throw NotationMistake("a rate needs a span of time to count in") }
    return ScenarioRate(count: count, per: span)
  }

  /// Parts in a million such as `200ppm` or `-50ppm`, at most a tenth.
  package static func partsPerMillion(_ text: String) throws(NotationMistake) -> Int {
    guard text.hasSuffix("ppm"), let parts = Int(text.dropLast(3)) else {
      throw NotationMistake("'\(text)' is not a drift such as \"200ppm\"")
    }
    guard abs(parts) <= 100_000 else {
      throw NotationMistake("a clock drifts by at most 100000ppm, a tenth")
    }
    return parts
  }
}
