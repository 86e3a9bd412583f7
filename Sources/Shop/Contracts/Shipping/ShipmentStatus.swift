/// Where a parcel is.
package enum ShipmentStatus: String, Codable, Sendable, Hashable, CaseIterable {
  /// It is to be packed.
  case created
  /// The carrier has it.
  case shipped
  /// The customer has it.
  case delivered
  /// It came back.
  case returned
  /// It will not be sent.
  case cancelled
}
