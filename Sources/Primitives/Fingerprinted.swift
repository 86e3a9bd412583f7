/// A value that can be taken into a digest.
///
/// Messages and stored records are fingerprinted so that two runs that exchange different content
/// are told apart even when their timing agrees. Any `Encodable` value gets an implementation
/// that walks its fields; a type on a hot path may write its own, which must take in every field
/// that carries meaning, or be `FieldwiseFingerprinted` and keep the words of the walk.
public protocol Fingerprinted {
  /// Takes this value into a digest; equal values must take in equal words.
  func fingerprint(into digest: inout Digest)
}

extension Fingerprinted where Self: Encodable {
  /// Walks the encoded form: each field with its name, whatever their order.
  ///
  /// Dictionaries are taken in as their entries in any order; a type that holds a set must encode
  /// it sorted, since a set encodes its members in hash order.
  public func fingerprint(into digest: inout Digest) {
    digest.combine(encoded: self)
  }
}

extension Optional: Fingerprinted where Wrapped: Fingerprinted {
  @inlinable
  public func fingerprint(into digest: inout Digest) {
    digest.combine(self != nil)
    self?.fingerprint(into: &digest)
  }
}

extension Array: Fingerprinted where Element: Fingerprinted {
  @inlinable
  public func fingerprint(into digest: inout Digest) {
    digest.combine(count)
    for element in self { element.fingerprint(into: &digest) }
  }
}

extension Instant: Fingerprinted {
  @inlinable
  public func fingerprint(into digest: inout Digest) { digest.combine(nanoseconds) }
}
