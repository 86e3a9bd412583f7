package import ShopContracts

/// Which way a parcel may go; the rules alone, without a store or a clock.
///
///     created ── ship ──▸ shipped ── deliver ──▸ delivered
///        │                   └────── return ───▸ returned
///        └──── cancel ──▸ cancelled
package enum ShipmentStateMachine {
  /// What is done with a parcel.
  package enum Action: String, Sendable, CaseIterable {
    /// The carrier takes it.
    case ship
    /// The carrier hands it over.
    case deliver
    /// The carrier brings it back.
    case `return`
    /// Nobody will send it.
    case cancel
  }

  /// What an action leads to.
  package enum Step: Hashable, Sendable {
    /// The parcel is somewhere else now.
    case moves(to: ShipmentStatus)
    /// It had happened before; nothing changes.
    case repeated
    /// It cannot happen to this parcel now.
    case refused
  }

  /// What an action leads to for a parcel in a place.
  ///
  /// An action that the parcel has been through is a repetition even where it has gone on since:
  /// news from a carrier may come twice and late.
  package static func step(_ action: Action, in status: ShipmentStatus) -> Step {
    switch (action, status) {
    case (.ship, .created): .moves(to: .shipped)
    case (.ship, .shipped), (.ship, .delivered), (.ship, .returned): .repeated
    case (.deliver, .shipped): .moves(to: .delivered)
    case (.deliver, .delivered): .repeated
    case (.return, .shipped): .moves(to: .returned)
    case (.return, .returned): .repeated
    case (.cancel, .created): .moves(to: .cancelled)
    case (.cancel, .cancelled): .repeated
    case (.ship, .cancelled), (.deliver, .created), (.deliver, .returned), (.deliver, .cancelled),
      (.return, .created), (.return, .delivered), (.return, .cancelled), (.cancel, .shipped),
      (.cancel, .delivered), (.cancel, .returned):
      .refused
    }
  }
}

extension RecordParcel.Event {
  /// What the carrier did, as the rules call it.
  var action: ShipmentStateMachine.Action {
    switch self {
    case .shipped: .ship
    case .delivered: .deliver
    case .returned: .return
    }
  }
}
