import Primitives
package import ServiceRuntime

/// Asks for everything in the processor's books, as a shop's back office does every night.
package struct ListCharges: Request {
  /// All charges.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// The charges in order of their references.
    package let charges: [CardCharge]

    package init(charges: [CardCharge]) {
      self.charges = charges
    }
  }

  package static let method = Method("card-processor.list")

  package init() {}
}
