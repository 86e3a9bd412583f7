/// A small seeded generator for tests, after the SplitMix scheme.
struct SeededGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// The next word.
  mutating func word() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number below a bound.
  mutating func below(_ bound: Int) -> Int { Int(word() % UInt64(bound)) }

  /// Whether one of so many equal chances fell.
  mutating func oneIn(_ chances: Int) -> Bool { below(chances) == 0 }
}
