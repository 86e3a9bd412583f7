import Engine
import Primitives
import Testing

/// The queue with its ladder gives events in the same order as the heap alone, whatever comes.
@Suite struct EventQueueTests {
  /// How far ahead a workload's events lie.
  private enum Spread: CaseIterable {
    case even, crowded, sameInstant, fewFarAhead, growing

    func delay(_ stream: inout RandomStream, _ step: Int) -> UInt64 {
      switch self {
      case .even: stream.below(1_000_000_000)
      case .crowded: stream.below(20) == 0 ? stream.below(1 << 40) : stream.below(1_000)
      case .sameInstant: stream.below(4) == 0 ? 1 : 0
      case .fewFarAhead: stream.below(500) == 0 ? 1 << 61 : stream.below(1 << 20)
      case .growing: stream.below(UInt64(step) &* UInt64(step) + 1)
      }
    }
  }

  /// What happens to a queue in the course of a workload.
  private struct Workload {
    let spread: Spread
    let peak: Int
    let steps: Int
    /// Every so many events one comes by way of the row; zero for none.
    var rowed: UInt64 = 0

    /// The instants and orders of the events that leave a queue, in order.
    func run(_ queue: inout EventQueue, seed: UInt64) -> [UInt64] {
      var stream = RandomStreams(Seed(seed)).stream(.workload, at: "queue", purpose: "events")
      var left: [UInt64] = []
      var now: UInt64 = 0
      var arrivals: UInt64 = 0
      for step in 0..<steps {
        let isGrowing = step < steps / 2
        let pushes = queue.count < peak && isGrowing ? stream.below(4) : stream.below(2)
        for _ in 0..<pushes {
          let order = stream.below(3) << 56 | arrivals
          arrivals += 1
          let time = min(now + spread.delay(&stream, step), 1 << 62)
          let event = Event(time: time, order: order, payload: arrivals)
          if rowed > 0, arrivals % rowed == 0 {
            queue.pushInRow(event)
          } else {
            queue.push(event)
          }
        }
        if step == steps * 2 / 3 { queue.removeAll { $0.payload % 3 == 0 } }
        if stream.below(50) == 0 { left.append(queue.firstTime() ?? 0) }
        guard let event = queue.pop() else { continue }
        now = event.time
        left += [event.time, event.order, event.payload, UInt64(queue.count)]
      }
      while let event = queue.pop() { left += [event.time, event.order, event.payload] }
      return left
    }
  }

  @Test func `events in a row change nothing about the order`() {
    for seed in 1...4 {
      for spread in Spread.allCases {
        for rowed in [1, 2, 7] as [UInt64] {
          var workload = Workload(spread: spread, peak: 500, steps: 3_000)
          var heap = EventQueue(spreadsAt: .max)
          let expected = workload.run(&heap, seed: UInt64(seed))
          heap.deallocate()
          workload.rowed = rowed
          var queue = EventQueue(capacity: 16, spreadsAt: 64)
          let found = workload.run(&queue, seed: UInt64(seed))
          queue.deallocate()
          #expect(found == expected, "seed \(seed), \(spread), every \(rowed) in a row")
        }
      }
    }
  }

  @Test func `a ladder changes nothing about the order`() {
    for seed in 1...4 {
      for spread in Spread.allCases {
        let workload = Workload(spread: spread, peak: 4_000, steps: 9_000)
        var heap = EventQueue(spreadsAt: .max)
        var ladder = EventQueue(capacity: 16, spreadsAt: 64)
        let expected = workload.run(&heap, seed: UInt64(seed))
        #expect(workload.run(&ladder, seed: UInt64(seed)) == expected, "\(spread), seed \(seed)")
        heap.deallocate()
        ladder.deallocate()
      }
    }
  }

  @Test func `events leave by instant, then order`() {
    var queue = EventQueue(capacity: 16, spreadsAt: 64)
    var stream = RandomStreams(7).stream(.workload, at: "queue", purpose: "sorting")
    var expected: [Event] = []
    for number in 0..<20_000 as Range<UInt64> {
      let time = stream.below(3) == 0 ? stream.below(50) : stream.below(1 << 50)
      expected.append(Event(time: time, order: stream.below(2) << 56 | number, payload: number))
    }
    for event in expected { queue.push(event) }
    expected.sort { ($0.time, $0.order) < ($1.time, $1.order) }
    var place = 0
    while let event = queue.pop() {
      guard event.payload == expected[place].payload else { break }
      place += 1
    }
    #expect(place == expected.count)
    #expect(queue.count == 0)
    queue.deallocate()
  }

  @Test func `a queue that was emptied is used again`() {
    var queue = EventQueue(capacity: 16, spreadsAt: 64)
    for round in 1...3 as ClosedRange<UInt64> {
      for number in 0..<5_000 as Range<UInt64> {
        queue.push(Event(time: number * round, order: number, payload: number))
      }
      _ = queue.pop()
      queue.removeAll()
      #expect(queue.count == 0)
      #expect(queue.firstTime() == nil)
    }
    queue.deallocate()
  }
}
