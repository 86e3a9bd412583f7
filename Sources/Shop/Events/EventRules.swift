package import ServiceRuntime

/// How a service of the shop speaks with others by events.
package struct EventRules: Sendable, Hashable {
  /// The style of the broker, and with it the flow of a checkout.
  package var style: Style
  /// The broker's name.
  package var broker: ServiceName
  /// What is done about what can go wrong with a message.
  package var care: Care

  /// Rules of the given parts.
  package init(style: Style, broker: ServiceName = "broker", care: Care = .all) {
    self.style = style
    self.broker = broker
    self.care = care
  }

  /// Styles of brokers.
  package enum Style: String, Sendable, CaseIterable {
    /// Queues; the inventory decides alone whether an order is confirmed.
    case queue
    /// A partitioned log; an order is charged first, then its units are taken, then it is sent.
    case log
  }

  /// What is done about what can go wrong with a message.
  package enum Care: String, Sendable, CaseIterable {
    /// Everything: change, note and answer are one transaction, and acknowledged afterwards.
    case all
    /// A message is acknowledged before it is dealt with.
    case acknowledgesFirst = "acknowledges-first"
    /// A message that comes again is not recognised.
    case noInbox = "no-inbox"
    /// What follows from a change is published after it, not with it.
    case noOutbox = "no-outbox"
  }
}
