package import Primitives

/// An amount of money: whole minor units of one currency.
///
/// Whole numbers only, so that sums are exact and equal on every platform. Amounts of different
/// currencies never meet; adding them is a bug and traps, as does leaving the 64-bit range.
package struct Money: Hashable, Sendable, Codable, FieldwiseFingerprinted {
  /// The amount in the currency's minor unit, such as cents; negative for a debt.
  package let minorUnits: Int64
  /// The currency.
  package let currency: Currency

  /// An amount in minor units of a currency.
  package init(minorUnits: Int64, _ currency: Currency = .dollar) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// Nothing, in a currency.
  package static func zero(_ currency: Currency = .dollar) -> Money {
    Money(minorUnits: 0, currency)
  }

  /// The sum of two amounts.
  ///
  /// - Precondition: they share a currency, and the sum fits 64 bits.
  package static func + (left: Money, right: Money) -> Money {
    left.requireSameCurrency(as: right)
    return Money(minorUnits: left.minorUnits + right.minorUnits, left.currency)
  }

  /// What is left of an amount after another is taken away; negative for a debt.
  ///
  /// - Precondition: they share a currency, and the difference fits 64 bits.
  package static func - (left: Money, right: Money) -> Money {
    left.requireSameCurrency(as: right)
    return Money(minorUnits: left.minorUnits - right.minorUnits, left.currency)
  }

  /// What so many of a thing cost.
  ///
  /// - Precondition: the product fits 64 bits.
  package static func * (price: Money, count: Int) -> Money {
    Money(minorUnits: price.minorUnits * Int64(count), price.currency)
  }

  /// A share of the amount, rounded half up to a whole minor unit.
  ///
  /// - Parameter basisPoints: ten-thousandths, so 825 is 8.25 %.
  /// - Precondition: amount and share are not negative.
  package func share(basisPoints: Int) -> Money {
    precondition(
      minorUnits >= 0 && basisPoints >= 0,
      "a share needs an amount and a part of at least 0, got \(minorUnits) and \(basisPoints)")
    return Money(minorUnits: (minorUnits * Int64(basisPoints) + 5_000) / 10_000, currency)
  }

  /// Whether there is more than nothing.
  package var isPositive: Bool { minorUnits > 0 }

  private func requireSameCurrency(as other: Money) {
    precondition(
      currency == other.currency,
      "amounts must share a currency, got \(currency.code) and \(other.currency.code)")
  }

  package func fingerprint(into digest: inout Digest) {
    digest.combine(minorUnits)
    digest.combine(currency.code)
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("minorUnits", minorUnits)
    digest.take("currency", currency)
  }
}

extension Money: Comparable {
  package static func < (left: Money, right: Money) -> Bool {
    left.requireSameCurrency(as: right)
    return left.minorUnits < right.minorUnits
  }
}

extension Money: CustomStringConvertible {
  /// Amount with two decimals and the currency: `29.99 USD`.
  package var description: String {
    let amount = minorUnits.magnitude
    let cents = amount % 100
    let sign = minorUnits < 0 ? "-" : ""
    return "\(sign)\(amount / 100).\(cents < 10 ? "0" : "")\(cents) \(currency.code)"
  }
}

/// A currency by its three letters, as ISO 4217 has them.
package struct Currency: Hashable, Sendable, Codable, FieldwiseFingerprinted {
  /// The three letters.
  package let code: String

  /// The currency of a code; any other text than three capital letters is refused.
  package init?(_ code: String) {
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
    self.code = code
  }

  private init(known code: String) {
    self.code = code
  }

  /// The US dollar, the shop's own currency.
  package static let dollar = Currency(known: "USD")
  /// The euro.
  package static let euro = Currency(known: "EUR")

  package func takeFields(into digest: inout Digest) {
    digest.take("code", code)
  }
}
