package import Engine
package import Primitives

/// How one direction between two hosts behaves.
package struct LinkProfile: Hashable, Sendable {
  /// How long an envelope takes.
  package var latency: Distribution
  /// A rare, much longer delay, and how rare it is.
  package var tail: Tail?
  /// How often an envelope is lost.
  package var loss: Ratio
  /// How often an envelope arrives twice.
  package var duplication: Ratio
  /// How often an envelope is held back by another draw of the latency, so that later ones pass.
  package var reordering: Ratio
  /// How often an envelope's content is damaged.
  package var corruption: Ratio
  /// Whether the receiver notices damage and throws the envelope away.
  package var detectsCorruption: Bool
  /// How many bytes a second fit, and how many may wait; nothing means no bound.
  package var bandwidth: Bandwidth?

  /// A rare, much longer delay.
  package struct Tail: Hashable, Sendable {
    /// How often it strikes.
    package var probability: Ratio
    /// How long it takes then.
    package var latency: Distribution

    package init(probability: Ratio, latency: Distribution) {
      self.probability = probability
      self.latency = latency
    }
  }

  /// A bound on what a link carries.
  package struct Bandwidth: Hashable, Sendable {
    /// Bytes a second.
    package var bytesPerSecond: Int64
    /// The most bytes that may wait; what comes on top is lost.
    package var queue: Int64

    package init(bytesPerSecond: Int64, queue: Int64) {
      self.bytesPerSecond = bytesPerSecond
      self.queue = queue
    }
  }

  /// A link that only takes time.
  package init(latency: Distribution) {
    self.latency = latency
    loss = .zero
    duplication = .zero
    reordering = .zero
    corruption = .zero
    detectsCorruption = true
  }

  /// One to five milliseconds, nothing lost: a network on a good day.
  package static let ordinary = LinkProfile(
    latency: .uniform(.milliseconds(1), .milliseconds(5)))

  /// Whether it does nothing but take time.
  var isPlain: Bool {
    tail == nil && loss.isZero && duplication.isZero && reordering.isZero && corruption.isZero
      && bandwidth == nil
  }
}
