/// A positive number of nanoseconds that can be multiplied by any power of two.
///
/// Kept with its highest bit in a fixed place, so that a multiplication loses nothing that the
/// result could show. Multiplying by two to the power of zero gives back the number exactly.
@usableFromInline
struct Magnitude: Sendable {
  /// The number, shifted so that bit 62 is its highest.
  private let mantissa: UInt64
  /// By how much it was shifted.
  private let shift: Int64

  /// The magnitude of a positive number of nanoseconds.
  init(_ nanoseconds: Int64) {
    precondition(nanoseconds > 0, "a magnitude must be positive, got \(nanoseconds)")
    shift = Int64(nanoseconds.leadingZeroBitCount - 1)
    mantissa = UInt64(nanoseconds) << UInt64(shift)
  }

  /// The binary logarithm of the number; unit 2^-57.
  var logarithm: Int64 {
    let share = FixedPoint.logarithm(ofShare: mantissa << 1)
    return (63 - shift) << 57 - Int64(share)
  }

  /// The number times a power of two, rounded to nearest and capped at the longest delay.
  ///
  /// The exponent's unit is 2^-48.
  func scaled(byPower exponent: Int64) -> Int64 {
    let fraction = UInt64(bitPattern: exponent) & 0xffff_ffff_ffff
    let factor = FixedPoint.power(ofFraction: fraction)
    let high = mantissa.multipliedFullWidth(by: factor).high
    let excess = shift &- 3 &- (exponent &>> 48)
    if excess < 3 { return DelayLaw.longest }
    if excess > 62 { return 0 }
    let rounded = (high &+ 1 &<< UInt64(excess &- 1)) &>> UInt64(excess)
    return min(Int64(bitPattern: rounded), DelayLaw.longest)
  }
}
