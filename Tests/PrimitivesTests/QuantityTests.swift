import Primitives
import Testing

@Suite struct QuantityTests {
  @Test func `an instant is written in seconds with the decimals it needs`() {
    #expect(Instant(nanoseconds: 1_240_000_000).description == "1.240 s")
    #expect(Instant(nanoseconds: 1).description == "0.000000001 s")
    #expect(Instant.zero.description == "0.000 s")
  }

  @Test func `instants and durations add up`() {
    let start = Instant(nanoseconds: 5)
    let end = start + .milliseconds(2)
    #expect(end.nanoseconds == 2_000_005)
    #expect(end - start == .milliseconds(2))
    #expect(start - end == .milliseconds(-2))
  }

  @Test func `a long or negative duration keeps its nanoseconds`() {
    #expect(Duration.seconds(86_400 * 365).nanoseconds == 31_536_000_000_000_000)
    #expect(Duration.nanoseconds(-7).nanoseconds == -7)
    #expect(Duration.milliseconds(18_446).nanoseconds == 18_446_000_000)
    #expect(Duration.milliseconds(18_447).nanoseconds == 18_447_000_000)
  }

  @Test func `a duration is written in the largest exact unit`() {
    #expect(Duration.milliseconds(250).text == "250ms")
    #expect(Duration.seconds(120).text == "2m")
    #expect(Duration.milliseconds(1500).text == "1500ms")
    #expect(Duration.zero.text == "0s")
  }

  @Test func `a duration for people has a tenth of the unit that suits it`() {
    let texts: [(Int64, String)] = [
      (540_313_373, "540.3 ms"), (10_017_690_129, "10.017 s"), (500_000_000, "500 ms"),
      (500_040_000, "500.04 ms"), (90_000_000_000, "1.5 min"), (7, "7 ns"), (1_250, "1.2 us"),
      (5_400_000_000_000, "1.5 h"), (0, "0 ns"), (-1_500_000_000, "-1.5 s"),
    ]
    for (nanoseconds, text) in texts {
      #expect(Duration.nanoseconds(nanoseconds).rounded == text)
    }
  }

  @Test func `ratios compare exactly`() {
    #expect(Ratio(1, 3) < Ratio(33_334, 100_000))
    #expect(Ratio(2, 4) == Ratio(1, 2))
    #expect(Ratio(UInt64.max - 1, UInt64.max) < .one)
    #expect(Ratio(0, 7) == .zero)
  }

  @Test func `a ratio is written as a percentage where that is exact`() {
    #expect(Ratio.percent(30).description == "30%")
    #expect(Ratio(1, 8).description == "12.5%")
    #expect(Ratio(1, 3).description == "1/3")
    #expect(Ratio(1, 10_000).description == "0.01%")
  }
}
