/// A value that takes the words of its encoded form into a digest without being encoded.
///
/// Walking a value with an encoder costs a container and several look-ups of types for each part
/// of it, a hundred times what its words cost. A record or message on a hot path names its fields
/// itself instead:
///
///     func takeFields(into digest: inout Digest) {
///       digest.take("product", product)
///       digest.take("reason", reason)
///     }
///
/// The words must be those of the walk, `combine(encoded:)`, so that nothing tells a value that is
/// walked from one that is not; a test compares the two for a value with every field given.
public protocol FieldwiseFingerprinted: Fingerprinted, Encodable {
  /// Takes in every field that is encoded, each under its name, in any order.
  func takeFields(into digest: inout Digest)
}

extension FieldwiseFingerprinted {
  /// Takes in the fields.
  @inlinable
  public func fingerprint(into digest: inout Digest) {
    takeFields(into: &digest)
  }
}

extension Digest {
  /// Takes in one named field so that the order among the fields of one value does not matter.
  ///
  /// Inlined with its name, so that the fingerprint of the name is found by the compiler.
  @inlinable
  @inline(__always)
  public mutating func take(_ name: StaticString, _ value: some FieldwiseFingerprinted) {
    var field = Digest()
    field.combine(name)
    value.takeFields(into: &field)
    add(field)
  }

  /// Takes in one named field that may be missing, and nothing where it is.
  @inlinable
  @inline(__always)
  public mutating func take<Value: FieldwiseFingerprinted>(
    _ name: StaticString, _ value: Value?
  ) {
    if let value { take(name, value) }
  }

  /// Takes in the words of a value's encoded form by walking it.
  ///
  /// Each field counts with its name, whatever their order.
  ///
  /// - Precondition: the value can be encoded.
  public mutating func combine(encoded value: some Encodable) {
    let encoder = FingerprintEncoder(self)
    do {
      try value.encode(to: encoder)
    } catch {
      preconditionFailure("a value of \(type(of: value)) cannot be encoded: \(error)")
    }
    self = encoder.digest
  }
}

extension Int: FieldwiseFingerprinted {
  @inlinable
  public func takeFields(into digest: inout Digest) { digest.combine(self) }
}

extension Int64: FieldwiseFingerprinted {
  @inlinable
  public func takeFields(into digest: inout Digest) { digest.combine(self) }
}

extension Bool: FieldwiseFingerprinted {
  @inlinable
  public func takeFields(into digest: inout Digest) { digest.combine(self) }
}

extension String: FieldwiseFingerprinted {
  @inlinable
  public func takeFields(into digest: inout Digest) { digest.combine(self) }
}

extension Identifier: FieldwiseFingerprinted {
  @inlinable
  public func takeFields(into digest: inout Digest) { digest.combine(text) }
}

extension Array: FieldwiseFingerprinted where Element: FieldwiseFingerprinted {
  /// Takes in the elements, each after its position.
  @inlinable
  public func takeFields(into digest: inout Digest) {
    for position in indices {
      digest.combine(position)
      self[position].takeFields(into: &digest)
    }
  }
}
