package import Primitives

/// How a customer pays: a card, known by a token of the card processor.
package struct PaymentMethod: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// What the processor calls the card; never its number.
  package let cardToken: String
  /// The month in which the card expires, 1 to 12.
  package let expiryMonth: Int
  /// The year in which it expires, four digits.
  package let expiryYear: Int

  package init(cardToken: String, expiryMonth: Int = 12, expiryYear: Int = 2099) {
    self.cardToken = cardToken
    self.expiryMonth = expiryMonth
    self.expiryYear = expiryYear
  }

  /// Whether every part has the right form; whether the card works only the processor knows.
  package var isWellFormed: Bool {
    !cardToken.isEmpty && (1...12).contains(expiryMonth) && (2000...9999).contains(expiryYear)
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("cardToken", cardToken)
    digest.take("expiryMonth", expiryMonth)
    digest.take("expiryYear", expiryYear)
  }
}
