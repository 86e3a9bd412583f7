package import Primitives

/// Two fingerprints of one value: of its fields as it names them, and of the walk through them.
package struct FingerprintComparison {
  /// The type.
  package let type: String
  /// What the value takes in.
  package let named: Digest
  /// What walking its encoded form takes in.
  package let walked: Digest

  /// The two fingerprints of a value in which every field is given.
  package init<Value: FieldwiseFingerprinted & Decodable>(of type: Value.Type) throws {
    self.type = "\(type)"
    let value = try SampleDecoder.value(of: type)
    var named = Digest()
    value.takeFields(into: &named)
    self.named = named
    var walked = Digest()
    walked.combine(encoded: value)
    self.walked = walked
  }
}
