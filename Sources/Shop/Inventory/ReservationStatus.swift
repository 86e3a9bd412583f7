import Primitives

/// Where a reservation stands.
package enum ReservationStatus: String, Codable, Sendable, Hashable, CaseIterable, Fingerprinted {
  /// Its units are kept.
  case held
  /// Its units are sold.
  case sold
  /// It was given up, perhaps before it was made.
  case released
  /// Its time was over.
  case expired
  /// Its units were sold and came back.
  case returned
}
