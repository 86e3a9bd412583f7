/// The laws of a checkout, by name.
package enum CheckoutLaws {
  /// All of them, in the order in which they are judged.
  package static let all =
    (ReservationProperties.statements + CheckoutProperties.statements
    + MoneyProperties.statements).map(\.id)
}
