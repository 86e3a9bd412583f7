package import ShopContracts

/// How a warehouse works; each choice is another piece of code, not another outcome.
package struct WarehouseConfiguration: Sendable {
  /// What is on the shelves at the beginning.
  package var initialStock: [(product: ProductID, quantity: Int)] = []
  /// How units are taken.
  package var taking = TakingMethod.keyInTransaction
  /// How long a key is kept after its request was answered.
  package var keyLife = Duration.seconds(86_400)
  /// How long it takes from looking at a shelf to writing to it.
  package var thinking = Duration.zero
  /// How holds are let go of.
  package var releasing = ReleasingMethod.tombstone
  /// What becomes of holds whose time is over.
  package var expiry = ExpiryMethod.never
  /// How long a hold lasts where holds expire.
  package var holdLife = Duration.seconds(30)
  /// What a yes to a transaction over several services is backed by.
  package var preparing = PreparingMethod.holding
  /// How tokens of leases are looked at.
  package var fencing = FencingMethod.readsAndWrites
  /// Where purchases come from beside requests.
  package var consuming = ConsumingMethod.none

  package init() {}
}

/// How a warehouse lets go of holds.
package enum ReleasingMethod: String, Sendable, CaseIterable {
  /// A release of what is not there leaves a mark that refuses a hold that comes later.
  case tombstone
  /// A release of what is not there is forgotten.
  case plain
  /// Each release with a new key puts units back, whatever has become of the hold.
  case byKey = "by-key"
}

/// What becomes of holds whose time is over.
package enum ExpiryMethod: String, Sendable, CaseIterable {
  /// They stay.
  case never
  /// They are freed; selling does not look whether they were.
  case blind
  /// They are freed; selling what was freed is refused.
  case checked
  /// The same, but selling is refused only when the second is over in which the hold ended.
  case checkedInSeconds = "checked-in-seconds"
}

/// What a yes to a transaction over several services is backed by.
package enum PreparingMethod: String, Sendable, CaseIterable {
  /// The units are set aside in the transaction of the vote.
  case holding
  /// There were enough units when it was asked.
  case checking
}

/// How tokens of leases are looked at.
package enum FencingMethod: String, Sendable, CaseIterable {
  /// A token older than the latest is refused, by whoever reads and by whoever writes.
  case readsAndWrites = "reads-and-writes"
  /// A token older than the latest that wrote is refused; reading leaves no trace.
  case writes
  /// They are not looked at.
  case none
}

/// How a warehouse deals with purchases that come as messages.
package enum ConsumingMethod: String, Sendable, CaseIterable {
  /// None come.
  case none
  /// The message's row is written in the transaction of the effect.
  case inbox
  /// Each message is dealt with and then acknowledged.
  case afterWork = "after-work"
  /// Each message is acknowledged and then dealt with.
  case beforeWork = "before-work"
}
