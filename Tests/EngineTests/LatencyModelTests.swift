import Engine
import Primitives
import Testing

@Suite struct LatencyModelTests {
  private let stream = RandomStreams(42).stream(.network, at: "a", purpose: "latency")
  private let usual = Distribution.logNormal(p50: .milliseconds(4), p99: .milliseconds(60))
  private let rare = Distribution.uniform(.seconds(10), .seconds(20))

  @Test func `a tail is drawn as often as stated and replaces nothing else`() {
    let plain = LatencyLaw(LatencyModel(usual))
    let tailed = LatencyLaw(
      LatencyModel(usual, tail: LatencyModel.Tail(probability: .percent(1), rare)))
    var (first, second) = (stream, stream)
    var rareDraws = 0
    var differences = 0
    for _ in 0..<100_000 {
      let (without, with) = (plain.draw(from: &first), tailed.draw(from: &second))
      if with >= 10_000_000_000 { rareDraws += 1 } else if with != without { differences += 1 }
    }
    #expect((950...1050).contains(rareDraws))
    #expect(differences == 0)
  }

  @Test func `a draw takes two words with a tail and without`() {
    for tail in [nil, LatencyModel.Tail(probability: .one, rare)] {
      var copy = stream
      let delay = LatencyLaw(LatencyModel(usual, tail: tail)).draw(from: &copy)
      let following = copy.next()
      #expect(delay == DelayLaw(tail == nil ? usual : rare).draw(stream.word(at: 1)))
      #expect(following == stream.word(at: 2))
    }
  }

  @Test func `an impossible tail is never drawn, a certain one always`() {
    let certain = LatencyLaw(LatencyModel(usual, tail: .init(probability: .one, rare)))
    let impossible = LatencyLaw(LatencyModel(usual, tail: .init(probability: .zero, rare)))
    for choice in [0, 1 << 63, .max] as [UInt64] {
      #expect(certain.draw(choice, 1 << 63) == 15_000_000_000)
      #expect(impossible.draw(choice, 1 << 63) == 4_000_000)
    }
  }

  @Test func `a model's problem says which part it lies in`() {
    let broken = Distribution.constant(.milliseconds(-1))
    #expect(LatencyModel(usual, tail: .init(probability: .percent(1), rare)).problem == nil)
    #expect(LatencyModel(broken).problem == "the constant must not be negative, got -1ms")
    #expect(
      LatencyModel(usual, tail: .init(probability: .percent(1), broken)).problem
        == "in the tail, the constant must not be negative, got -1ms")
    #expect(
      LatencyModel(usual, tail: .init(probability: Ratio(3, 2), rare)).problem
        == "the tail's probability must not exceed 100%, got 150%")
  }
}
