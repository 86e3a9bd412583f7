import Primitives

/// What a warehouse has of a product.
package struct Shelf: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The units that can be taken.
  package var free: Int
  /// The units that are set aside for orders.
  package var held: Int
  /// How often it has been changed.
  package var version: Int

  package init(free: Int, held: Int = 0, version: Int = 0) {
    self.free = free
    self.held = held
    self.version = version
  }

  package var description: String { held == 0 ? "\(free)" : "\(free) free, \(held) held" }
}
