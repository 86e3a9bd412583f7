import Primitives

/// What may become of the units that are kept for one order.
///
/// A value that knows nothing of stores, stock or time: whoever asks says whether the time of the
/// reservation is over. An end is never left: what was released, sold or expired stays so, however
/// often and however late a request is repeated.
package struct ReservationStateMachine: Hashable, Sendable {
  /// Where the reservation stands; nothing where nobody has asked for one.
  package private(set) var status: ReservationStatus?

  /// The machine of a reservation that stands somewhere.
  package init(_ status: ReservationStatus?) {
    self.status = status
  }

  /// Something that is asked for or happens.
  package enum Event: String, Hashable, Sendable, CaseIterable {
    /// Units are to be kept.
    case reserve
    /// Kept units are to be freed.
    case release
    /// Kept units are to be sold.
    case consume
    /// The sale is undone, whether it came about or not.
    case giveBack = "give back"
    /// The time of the reservation is looked at.
    case look
  }

  /// What follows.
  package enum Action: Hashable, Sendable {
    /// Keep the units.
    case hold
    /// Free the units and do what follows next.
    case free(then: After)
    /// Take the units out of stock.
    case sell
    /// Put the units back into stock.
    case restock
    /// Leave a mark that keeps a late reservation away.
    case mark
    /// Nothing: it has been done.
    case nothing
    /// Refuse it.
    case refuse
  }

  /// What becomes of a request whose units had to be freed.
  package enum After: Hashable, Sendable {
    /// It succeeds.
    case succeed
    /// It is refused: its time was over.
    case refuse
  }

  /// Takes an event; `isOver` says whether the reservation's time is.
  package mutating func take(_ event: Event, isOver: Bool = false) -> Action {
    switch status {
    case nil: takeUnknown(event)
    case .held where isOver: expire(event)
    case .held: takeHeld(event)
    case .sold: takeSold(event)
    case .released, .expired, .returned:
      switch event {
      case .reserve, .consume: .refuse
      case .release, .giveBack, .look: .nothing
      }
    }
  }

  private mutating func takeUnknown(_ event: Event) -> Action {
    switch event {
    case .reserve: move(.held, .hold)
    case .release, .giveBack: move(.released, .mark)
    case .consume: .refuse
    case .look: .nothing
    }
  }

  private mutating func takeHeld(_ event: Event) -> Action {
    switch event {
    case .reserve, .look: .nothing
    case .release, .giveBack: move(.released, .free(then: .succeed))
    case .consume: move(.sold, .sell)
    }
  }

  private mutating func takeSold(_ event: Event) -> Action {
    switch event {
    case .reserve, .consume, .look: .nothing
    case .release: .refuse
    case .giveBack: move(.returned, .restock)
    }
  }

  private mutating func expire(_ event: Event) -> Action {
    switch event {
    case .look: move(.expired, .free(then: .succeed))
    case .release, .giveBack: move(.released, .free(then: .succeed))
    case .reserve, .consume: move(.expired, .free(then: .refuse))
    }
  }

  private mutating func move(_ next: ReservationStatus, _ action: Action) -> Action {
    status = next
    return action
  }
}

extension ReservationStateMachine.Event {
  /// Where a reservation stands after the event when nothing is in its way.
  var usualResult: ReservationStatus? {
    switch self {
    case .reserve: .held
    case .release: .released
    case .consume: .sold
    case .giveBack: .returned
    case .look: nil
    }
  }
}
