import ServiceRuntime

/// Chance from the operating system.
final class LiveRandom: RandomSource {
  private var generator = SystemRandomNumberGenerator()

  /// The system's source of chance.
  init() {}

  func next() -> UInt64 { generator.next() }
}
