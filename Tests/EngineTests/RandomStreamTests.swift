import Engine
import Primitives
import Testing

@Suite struct RandomStreamTests {
  private let streams = RandomStreams(42)

  @Test func `a stream repeats itself and can be read at any position`() {
    var first = streams.stream(.network, at: "a", purpose: "latency")
    let second = first
    for position in 0..<1000 as Range<UInt64> { #expect(first.next() == second.word(at: position)) }
  }

  @Test func `streams of another seed, place, purpose or occurrence draw something else`() {
    var seen: Set<UInt64> = []
    for stream in [
      streams.stream(.network, at: "a", purpose: "latency"),
      streams.stream(.network, at: "b", purpose: "latency"),
      streams.stream(.network, at: "a", purpose: "loss"),
      streams.stream(.disk, at: "a", purpose: "latency"),
      streams.stream(.network, at: "a", purpose: "latency", occurrence: 1),
      RandomStreams(43).stream(.network, at: "a", purpose: "latency"),
    ] {
      #expect(seen.insert(stream.word(at: 0)).inserted)
    }
  }

  @Test func `bounded draws stay in bounds and reach every number about equally often`() {
    var stream = streams.stream(.service, at: "a", purpose: "dice")
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[Int(stream.below(6))] += 1 }
    for count in counts { #expect((9_600...10_400).contains(count)) }
    for _ in 0..<1000 { #expect((-5...5).contains(stream.within(-5...5))) }
    #expect(stream.within(7...7) == 7)
  }

  @Test func `a certain thing happens, an impossible one does not`() {
    var stream = streams.stream(.fault, at: "a", purpose: "loss")
    for _ in 0..<100 {
      let certain = stream.happens(5, in: 5)
      let impossible = stream.happens(0, in: 5)
      #expect(certain && !impossible)
    }
  }

  @Test func `a shuffle keeps the members and depends on the stream alone`() {
    var numbers = Array(0..<50)
    var stream = streams.stream(.scheduler, at: "a", purpose: "order")
    stream.shuffle(&numbers)
    #expect(numbers != Array(0..<50))
    #expect(numbers.sorted() == Array(0..<50))
    var again = Array(0..<50)
    var copy = streams.stream(.scheduler, at: "a", purpose: "order")
    copy.shuffle(&again)
    #expect(again == numbers)
  }

  @Test func `the first words of a known stream are what they were when committed`() {
    var stream = streams.stream(.network, at: "orders-1", purpose: "latency")
    #expect(
      [stream.next(), stream.next()] == [13_197_043_692_274_485_649, 14_726_435_509_204_674_615])
  }
}
