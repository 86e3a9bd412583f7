import Primitives
package import ServiceRuntime
import Transactions

/// What a reaction may use: the transaction of its effect, and events that follow from it.
package final class EventScope {
  /// The transaction of the reaction's effect.
  package let transaction: any StoreTransaction
  private let style: EventRules.Style
  private let reaction: ReactionScope?
  /// What follows, where it is not written down with the effect.
  private(set) var following: [(event: ShopEvent, what: OrderEvent)] = []

  init(_ reaction: ReactionScope, _ style: EventRules.Style) {
    transaction = reaction.transaction
    self.reaction = reaction
    self.style = style
  }

  init(_ transaction: any StoreTransaction, _ style: EventRules.Style) {
    self.transaction = transaction
    self.style = style
    reaction = nil
  }

  /// Publishes an event once the transaction is committed.
  package func publish(_ event: ShopEvent, _ what: OrderEvent) async throws {
    guard let reaction else { return following.append((event, what)) }
    try await reaction.publish(what, on: event.topic(style), key: what.order.text)
  }
}
