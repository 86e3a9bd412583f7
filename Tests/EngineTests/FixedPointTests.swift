import Engine
import Testing

/// Expected values were computed to forty digits and rounded to the unit of the result.
@Suite struct FixedPointTests {
  @Test func `logarithms lie within a ten-millionth of the exact ones`() {
    let exact: [(share: UInt64, logarithm: UInt64)] = [
      (3, 8_994_954_867_970_167_537), (1_000_000_007, 4_914_709_405_876_919_599),
      (1_000_000_000_000_037, 2_042_267_654_317_340_876),
      (123_456_789_012_345_678, 1_040_975_163_050_362_805),
      (1_000_000_000_000_000_009, 606_046_777_809_863_119),
      (9_000_000_000_000_000_000, 149_212_440_040_646_578),
      (18_000_000_000_000_000_000, 5_097_251_964_790_706),
    ]
    for (share, logarithm) in exact {
      let found = FixedPoint.logarithm(ofShare: share)
      #expect(max(found, logarithm) - min(found, logarithm) < (1 << 57) / 10_000_000, "\(share)")
    }
  }

  @Test func `logarithms of powers of two are exact`() {
    for power in 0..<64 as Range<UInt64> {
      #expect(FixedPoint.logarithm(ofShare: 1 << power) == (64 - power) << 57)
    }
    #expect(FixedPoint.logarithm(ofShare: 0) == 0)
  }

  @Test func `powers of two lie within three hundred-millionths of the exact ones`() {
    let exact: [(fraction: UInt64, power: UInt64)] = [
      (1 << 40, 2_312_094_783_834_258_860), (123_456_789_012, 2_306_544_135_743_207_627),
      (141_988_488_251_819, 3_271_015_818_997_851_326),
      (281_474_976_710_640, 4_611_686_018_427_206_200),
    ]
    for (fraction, power) in exact {
      let found = FixedPoint.power(ofFraction: fraction)
      #expect(max(found, power) - min(found, power) < power / 100_000_000 * 3, "\(fraction)")
    }
    #expect(FixedPoint.power(ofFraction: 0) == 1 << 61)
  }

  @Test func `normal quantiles lie within a millionth of the exact ones`() {
    let exact: [(logarithm: UInt64, deviations: Int64)] = [
      (145_556_339_956_614_431, 1_247_660_129_480_551),
      (192_682_006_457_419_301, 38_064_000_350_407_461),
      (360_287_970_189_639_730, 133_698_386_909_490_573),
      (831_544_635_197_688_381, 301_147_352_047_553_398),
      (1_599_678_587_642_000_179, 477_973_965_650_592_586),
      (3_444_352_995_012_955_341, 761_219_696_877_934_816),
      (6_816_648_395_987_982_746, 1_112_712_180_945_549_155),
      (9_208_960_518_047_190_221, 1_307_500_581_867_484_687),
    ]
    for (logarithm, deviations) in exact {
      let found = FixedPoint.deviations(atLogarithm: logarithm)
      #expect((found - deviations).magnitude < (1 << 57) / 1_000_000, "\(logarithm)")
    }
  }

  @Test func `the normal variable is symmetrical and zero in the middle`() {
    let stream = RandomStreams(7).stream(.network, at: "a", purpose: "words")
    for position in 0..<1000 as Range<UInt64> {
      let word = stream.word(at: position) >> (position % 64)
      #expect(FixedPoint.standardNormal(word) == -FixedPoint.standardNormal(~word))
    }
    #expect(FixedPoint.standardNormal(1 << 63) == 0)
  }

  @Test func `no function ever turns back, not even by its last bit`() {
    let stream = RandomStreams(7).stream(.network, at: "a", purpose: "steps")
    var violations = 0
    for position in 0..<100_000 as Range<UInt64> {
      let step: UInt64 = 1 << (position % 45)
      let share = stream.word(at: position) >> (position % 19) | 1
      let (larger, overflow) = share.addingReportingOverflow(step)
      if !overflow
        && FixedPoint.logarithm(ofShare: share) < FixedPoint.logarithm(ofShare: larger)
      {
        violations += 1
      }
      let fraction = share & 0xffff_ffff_ffff
      let next = min(fraction + step, 0xffff_ffff_ffff)
      if FixedPoint.power(ofFraction: fraction) > FixedPoint.power(ofFraction: next) {
        violations += 1
      }
      let place = max(share >> 1, 1 << 57)
      let beyond = min(place + step, 1 << 63)
      if FixedPoint.deviations(atLogarithm: place) > FixedPoint.deviations(atLogarithm: beyond) {
        violations += 1
      }
    }
    #expect(violations == 0)
  }
}
