import ServiceRuntime

/// What the steps of a saga need and have found out, kept once however often its record is copied.
///
/// A record that holds its state by reference has the same size for every kind of saga, so that code
/// which does not know the kind moves records without asking what they are made of.
final class SagaContent<State: StoredValue>: Codable, Sendable {
  /// The state.
  let value: State

  init(_ value: State) {
    self.value = value
  }

  init(from decoder: any Decoder) throws {
    value = try State(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
  }
}
