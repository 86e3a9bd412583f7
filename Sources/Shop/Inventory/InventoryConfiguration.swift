package import ShopContracts
package import ShopEvents

/// How an inventory works.
package struct InventoryConfiguration: Sendable {
  /// How a deduction protects itself against being repeated.
  package var deduction: Deduction
  /// What is in stock before anything happens; written at the first start only.
  package var initialStock: [(product: ProductID, quantity: Int)]
  /// How reservations work; nothing where the inventory takes none.
  package var reservations: ReservationRules?
  /// How the inventory hears of orders; nothing where it does not.
  package var events: EventRules?

  package init(
    deduction: Deduction = .idempotencyKey,
    initialStock: [(product: ProductID, quantity: Int)] = [],
    reservations: ReservationRules? = nil, events: EventRules? = nil
  ) {
    self.deduction = deduction
    self.initialStock = initialStock
    self.reservations = reservations
    self.events = events
  }

  /// How a deduction protects itself against being repeated.
  package enum Deduction: String, Sendable, CaseIterable {
    /// Not at all: each request takes units.
    case unguarded
    /// Not at all, and what is there is looked up before the transaction that takes it.
    case lookedUp = "looked-up"
    /// The request's key is stored with the deduction and looked up before it.
    case idempotencyKey = "idempotency-key"
  }
}
