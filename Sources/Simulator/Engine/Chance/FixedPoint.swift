/// Logarithm, power and normal quantile in integer arithmetic.
///
/// Each function interpolates between the points of ``Knots`` by parabolas through three points.
/// Neighbouring parabolas meet exactly, and within one the slope outweighs what truncation takes
/// away, so every function is monotone to the last bit. Error bounds are
/// against the exact function, over the whole range.
package enum FixedPoint {
  /// The unit of logarithms and deviations is 2^-57.
  static let fractionBits = 57

  /// The natural logarithm of two; unit 2^-64.
  static let naturalLogarithmOfTwo: UInt64 = 0xb172_17f7_d1cf_79ac

  /// The binary logarithm of one hundred; unit 2^-57.
  static let logarithmOfHundred: Int64 = 957_480_584_338_323_632

  /// How many deviations above the mean the 99th percentile of a normal variable lies.
  ///
  /// Unit 2^-57; 2.3263478740 in decimals.
  static let deviationsAtPercentile: Int64 = 335_262_061_397_263_281

  /// The negative binary logarithm of a share of 2^64; unit 2^-57.
  ///
  /// Zero stands for 2^64 itself, of which the logarithm is zero. Falls from 64 for a share of one.
  /// Error below 1e-7.
  package static func logarithm(ofShare share: UInt64) -> UInt64 {
    guard share != 0 else { return 0 }
    let zeros = share.leadingZeroBitCount
    let mantissa = (share &<< UInt64(zeros)) &<< 1
    let segment = Int(truncatingIfNeeded: mantissa &>> 58)
    let value = parabola(
      Knots.logarithm[2 &* segment], Knots.logarithm[2 &* segment &+ 1],
      Knots.logarithm[2 &* segment &+ 2], at: (mantissa &<< 6) &>> 32)
    return UInt64(zeros &+ 1) &<< 57 &- UInt64(bitPattern: value)
  }

  /// Two to the power of a fraction below one in units of 2^-48; unit of the result 2^-61.
  ///
  /// From 1 to 2. Relative error below 3e-8.
  package static func power(ofFraction fraction: UInt64) -> UInt64 {
    let segment = Int(truncatingIfNeeded: fraction &>> 42)
    let value = parabola(
      Knots.power[2 &* segment], Knots.power[2 &* segment &+ 1], Knots.power[2 &* segment &+ 2],
      at: (fraction &>> 10) & 0xffff_ffff)
    return UInt64(bitPattern: value)
  }

  /// The deviations beyond which a normal variable lies with chance 2^-t; units 2^-57.
  ///
  /// Rises from 0 for t = 1 to 9.1 for t = 64. Error below 1e-6.
  ///
  /// - Precondition: t lies between 1 and 64.
  package static func deviations(atLogarithm logarithm: UInt64) -> Int64 {
    let zeros = logarithm.leadingZeroBitCount
    assert(zeros <= 6, "a tail weighs at most a half, got 2^(-\(logarithm)/2^57)")
    if zeros == 0 { return Knots.quantile[384] }
    let place = (logarithm &<< UInt64(zeros)) &<< 1
    let segment = (6 &- zeros) &* 32 &+ Int(truncatingIfNeeded: place &>> 59)
    return parabola(
      Knots.quantile[2 &* segment], Knots.quantile[2 &* segment &+ 1],
      Knots.quantile[2 &* segment &+ 2], at: (place &<< 5) &>> 32)
  }

  /// The standard normal variable that a uniform word stands for; unit 2^-57.
  ///
  /// The middle two words give zero; equally distant words give opposite values.
  package static func standardNormal(_ word: UInt64) -> Int64 {
    let isUpper = word &>> 63 == 1
    let distance = deviations(atLogarithm: logarithm(ofShare: (isUpper ? ~word : word) &+ 1))
    return isUpper ? distance : 0 &- distance
  }

  /// The parabola through three values at 0, 1/2 and 1, at a place in units of 2^-32.
  private static func parabola(
    _ first: Int64, _ middle: Int64, _ last: Int64, at place: UInt64
  ) -> Int64 {
    let bend = 2 &* (first &+ last &- 2 &* middle)
    let slope = last &- first &- bend &+ product(bend, place)
    return first &+ product(slope, place)
  }

  /// A value times a share in units of 2^-32, rounded down.
  private static func product(_ value: Int64, _ share: UInt64) -> Int64 {
    let wide = value.multipliedFullWidth(by: Int64(bitPattern: share))
    return wide.high &<< 32 | Int64(bitPattern: wide.low &>> 32)
  }
}
