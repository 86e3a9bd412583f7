/// Laws that most systems share, ready to be given their numbers.
extension Property {
  /// A quantity that may move between parts but is neither made nor lost.
  ///
  /// The evidence writes the sum out part by part. A sum that does not fit is a breakdown of the
  /// check, hence undecided.
  public static func conserved(
    _ id: String, total: Int, _ documentation: String, source: String = "",
    reading reads: [Subject], parts: @escaping @Sendable (World) throws -> [(String, Int)]
  ) -> Property {
    Property(id, .always, documentation, source: source, reading: reads) { world, _ in
      let terms = try parts(world)
      var sum = 0
      for (name, amount) in terms {
        let (next, overflow) = sum.addingReportingOverflow(amount)
        guard !overflow else { throw PropertyBreakdown("the sum overflows at \(name)") }
        sum = next
      }
      let written = terms.map { "\($0.1) \($0.0)" }.joined(separator: " + ")
      return .holding(sum == total, expected: "\(total)", seen: "\(sum) = \(written)")
    }
  }

  /// Something that may happen at most once for each name, such as a debit for each order.
  public static func unique(
    _ id: String, _ documentation: String, source: String = "",
    reading reads: [Subject], names: @escaping @Sendable (World) throws -> [String]
  ) -> Property {
    Property(id, .always, documentation, source: source, reading: reads) { world, _ in
      var known = Set<String>()
      let all = try names(world)
      guard let twice = all.first(where: { !known.insert($0).inserted }) else { return .satisfied }
      let count = all.count { $0 == twice }
      return .broken(
        expected: "\(twice) at most once", seen: "\(twice) \(count) times", because: [])
    }
  }
}

/// The reason why a law could not be evaluated.
public struct PropertyBreakdown: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, in words.
  public let description: String

  /// A breakdown for the given reason.
  public init(_ reason: String) { description = reason }
}
