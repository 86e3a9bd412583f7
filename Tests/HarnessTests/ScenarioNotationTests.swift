import Engine
import Harness
import Primitives
import Testing

@Suite struct ScenarioNotationTests {
  func message<Value>(_ body: () throws(NotationMistake) -> Value) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      return error.message + (error.label.map { " (\($0))" } ?? "")
    }
  }

  @Test func `spans of time are exact`() throws {
    #expect(try DurationNotation.parse("250ms") == .milliseconds(250))
    #expect(try DurationNotation.parse("1.5s") == .milliseconds(1500))
    #expect(try DurationNotation.parse("20us") == .microseconds(20))
    #expect(try DurationNotation.parse("20µs") == .microseconds(20))
    #expect(try DurationNotation.parse("2m") == .seconds(120))
    #expect(try DurationNotation.parse("1h") == .seconds(3600))
    #expect(try DurationNotation.parse("0.000000001s") == .nanoseconds(1))
    #expect(try DurationNotation.parse("-5s", allowingNegative: true) == .seconds(-5))
    #expect(try DurationNotation.parse("9223372036854775807ns") == .nanoseconds(Int64.max))
  }

  @Test func `what is no span of time is refused`() {
    #expect(
      message { () throws(NotationMistake) in try DurationNotation.parse("250") }
        == "250 of what? (write \"250ms\")")
    #expect(
      message { () throws(NotationMistake) in try DurationNotation.parse("5sec") }
        == "unknown unit 'sec', a span of time is counted in ns, us, ms, s, m or h"
        + " (did you mean \"5s\"?)")
    #expect(
      message { () throws(NotationMistake) in try DurationNotation.parse("9223372036854775808ns") }
        == "9223372036854775808ns is longer than the 292 years that a run can count")
    #expect(
      message { () throws(NotationMistake) in
        try DurationNotation.parse("99999999999999999999999999999999999h")
      }
        == "99999999999999999999999999999999999h is longer than the 292 years that a run can count")
    #expect(
      message { () throws(NotationMistake) in try DurationNotation.parse("1.5ns") }
        == "1.5ns is finer than a nanosecond")
    #expect(
      message { () throws(NotationMistake) in try DurationNotation.parse("-1s") }
        == "a span of time cannot be negative: -1s")
    for text in ["", "ms", "1..2", "1.2.3s", "s1", ".", ".s", "1e3s", "٣s"] {
      #expect(throws: NotationMistake.self) { try DurationNotation.parse(text) }
    }
  }

  @Test func `distributions are written shortly and read back`() throws {
    #expect(try DistributionNotation.parse("4ms") == .constant(.milliseconds(4)))
    #expect(
      try DistributionNotation.parse("1ms..20ms")
        == .uniform(.milliseconds(1), .milliseconds(20)))
    #expect(
      message { () throws(NotationMistake) in try DistributionNotation.parse("1..20ms") }
        == "1 of what? (write \"1ms..20ms\")")
    #expect(
      message { () throws(NotationMistake) in try DistributionNotation.parse("9ms..2ms") }
        == "the range ends before it begins (write \"2ms..9ms\")")
    let all: [Distribution] = [
      .constant(.seconds(1)), .uniform(.zero, .seconds(2)), .uniform(.seconds(2), .seconds(2)),
      .exponential(mean: .milliseconds(3)),
      .normal(mean: .milliseconds(3), deviation: .microseconds(100)),
      .logNormal(p50: .milliseconds(4), p99: .milliseconds(60)),
      .pareto(minimum: .milliseconds(1), p99: .seconds(1)),
      .empirical([.milliseconds(1), .milliseconds(1), .seconds(1)]),
    ]
    for distribution in all {
      var scenario = Scenario()
      scenario.name = "a"
      scenario.network.fallback.latency = distribution
      let again = reading(ScenarioWriter.text(scenario)).scenario
      #expect(again?.network.fallback.latency == distribution)
    }
  }

  @Test func `distributions that make no sense are refused`() {
    func found(_ text: String) -> [String] {
      reading("{ version: 1, network: { default: { latency: \(text) } } }").diagnostics
        .map(\.message)
    }
    #expect(
      found("{ dist: 'lognormal', p50: '9ms', p99: '1ms' }") == [
        "network.default.latency: 'p50' must be more than nothing and at most 'p99'"
      ])
    #expect(found("{ dist: 'logNormal' }") == ["unknown distribution 'logNormal'"])
    #expect(found("{ p50: '9ms' }") == ["'dist' is missing in network.default.latency"])
    #expect(
      found("{ dist: 'normal', mean: '1ms', sigma: '1ms' }") == [
        "'deviation' is missing in a normal distribution",
        "unknown field 'sigma' in a normal distribution",
      ])
    #expect(
      found("{ dist: 'empirical', values: [] }") == [
        "network.default.latency: 'values' must have at least one span"
      ])
    #expect(found("5") == ["network.default.latency: 5 of what?"])
  }

  @Test func `probabilities are exact ratios`() throws {
    #expect(try ProbabilityNotation.parse("0.05") == Ratio(1, 20))
    #expect(try ProbabilityNotation.parse("5%") == Ratio(1, 20))
    #expect(try ProbabilityNotation.parse("12.5%") == Ratio(1, 8))
    #expect(try ProbabilityNotation.parse("1/3") == Ratio(1, 3))
    #expect(try ProbabilityNotation.parse("1e-3") == Ratio(1, 1000))
    #expect(try ProbabilityNotation.parse("1") == .one)
    #expect(
      try ProbabilityNotation.parse("0.000000000000000001")
        == Ratio(1, 1_000_000_000_000_000_000))
    #expect(
      message { () throws(NotationMistake) in try ProbabilityNotation.parse("5") }
        == "a probability lies between 0 and 1 (write \"5%\")")
    for text in ["-1", "101%", "1/0", "2/1", "x", "", "%", "1e99", "0.0000000000000000001", "1e18"]
    {
      #expect(throws: NotationMistake.self) { try ProbabilityNotation.parse(text) }
    }
  }

  @Test func `seeds are selected by lists of seeds and ranges`() throws {
    func seeds(_ text: String) throws -> [UInt64] {
      Array(try SeedSelection(text).seeds { 99 })
    }
    #expect(try seeds("7") == [7])
    #expect(try seeds("0x2A") == [42])
    #expect(try seeds("1, 5 ,9..12") == [1, 5, 9, 10, 11, 12])
    #expect(try seeds("random,3") == [99, 3])
    #expect(try seeds("18446744073709551615") == [.max])
    #expect(try SeedSelection("1..1_000").count == 1000)
    #expect(try SeedSelection("0..0xFFFFFFFFFFFFFFFF").count == .max)
    let whole = try SeedSelection("0..0xFFFFFFFFFFFFFFFF").seeds { 0 }
    #expect(Array(whole.prefix(3)) == [0, 1, 2])
    #expect(SeedSelection(0...UInt64.max).text == "0..18446744073709551615")
    for text in ["", "1,", "..", "1..", "x", "5..1", "18446744073709551616", "0x", "-1", "1.5"] {
      #expect(throws: NotationMistake.self) { try SeedSelection(text) }
    }
  }

  @Test func `selectors say who is meant`() throws {
    #expect(try Selector("*") == .hosts(.everything))
    #expect(try Selector("wallet") == .hosts(.service("wallet")))
    #expect(try Selector("wallet/1") == .hosts(.replica("wallet", 1)))
    #expect(try Selector("card-wallet-12") == .hosts(.replica("card-wallet", 12)))
    #expect(try Selector("wallet/leader") == .hosts(.role("wallet", "leader")))
    #expect(try Selector("client:alice") == .hosts(.client("alice")))
    #expect(
      try Selector("orders -> wallet/1")
        == .link(from: .service("orders"), to: .replica("wallet", 1), bothWays: false))
    #expect(try Selector("zone:a<->*") == .link(from: .zone("a"), to: .everything, bothWays: true))
    for text in ["*", "a-b", "a/2", "a/leader", "client:x", "zone:z", "a->b", "a<->*"] {
      #expect(try Selector(text).text == text)
    }
    for text in ["", "->", "a->", "a/0", "a b", "/1", "zone:", "a->b->c", "a/99999999999999999999"]
    {
      #expect(throws: NotationMistake.self) { try Selector(text) }
    }
  }

  @Test func `amounts have units`() throws {
    #expect(try QuantityNotation.bytes("64KiB") == 65536)
    #expect(try QuantityNotation.bytes("1.5MB") == 1_500_000)
    #expect(try QuantityNotation.bytesPerSecond("10MB/s") == 10_000_000)
    #expect(try QuantityNotation.rate("50/s") == ScenarioRate(count: 50, per: .seconds(1)))
    #expect(try QuantityNotation.rate("3/10s").text == "3/10s")
    #expect(try QuantityNotation.partsPerMillion("-50ppm") == -50)
    #expect(
      message { () throws(NotationMistake) in try QuantityNotation.bytes("64") }
        == "64 of what? (write \"64KB\")")
    #expect(throws: NotationMistake.self) { try QuantityNotation.bytes("1.5B") }
    #expect(throws: NotationMistake.self) { try QuantityNotation.bytes("9999999999999999GB") }
    #expect(throws: NotationMistake.self) { try QuantityNotation.rate("0/s") }
    #expect(throws: NotationMistake.self) { try QuantityNotation.partsPerMillion("999999ppm") }
  }
}
