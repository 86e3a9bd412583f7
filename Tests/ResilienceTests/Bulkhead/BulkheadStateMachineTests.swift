import Primitives
import Resilience
import Testing

@Suite struct BulkheadStateMachineTests {
  /// A machine and what a plain model says of it.
  private struct State: Hashable {
    var machine = BulkheadStateMachine(
      Bulkhead.Options(concurrency: 2, queue: 2, longestWait: .seconds(1)))
    var running = 0
    var queue: [Waiter] = []
    var now = Instant.zero

    struct Waiter: Hashable {
      let ticket: Int
      let end: Instant
    }
  }

  @Test func `every sequence of arrivals, ends and lost patience agrees with the model`() {
    var seen: Set<State> = []
    var frontier = [State()]
    for _ in 0..<14 {
      var next: [State] = []
      for state in frontier where seen.insert(state).inserted {
        next.append(contentsOf: [
          arrive(state, patience: .seconds(2)), arrive(state, patience: .seconds(3)),
          arrive(state, patience: .zero),
        ])
        if state.running > 0 { next.append(leave(state)) }
        for waiter in state.queue { next.append(giveUp(state, waiter.ticket)) }
        var later = state
        later.now = later.now + .seconds(2)
        next.append(later)
      }
      frontier = next
    }
    #expect(seen.count > 1000)
  }

  private func arrive(_ state: State, patience: Duration) -> State {
    var after = state
    let end = state.now + patience
    switch after.machine.arrive(at: state.now, until: end) {
    case .run:
      #expect(state.running < 2)
      after.running += 1
    case .wait(let ticket):
      #expect(state.running == 2 && state.queue.count < 2 && patience > .zero)
      after.queue.append(State.Waiter(ticket: ticket, end: end))
    case .refuse:
      #expect(state.running == 2 && (state.queue.count == 2 || patience == .zero))
    }
    check(after)
    return after
  }

  private func leave(_ state: State) -> State {
    var after = state
    let next = after.machine.leave(at: state.now)
    let expected = state.queue.firstIndex { $0.end > state.now }
    #expect(next == expected.map { state.queue[$0].ticket })
    after.queue = expected.map { Array(state.queue[($0 + 1)...]) } ?? []
    after.running = expected == nil ? state.running - 1 : state.running
    check(after)
    return after
  }

  private func giveUp(_ state: State, _ ticket: Int) -> State {
    var after = state
    after.machine.giveUp(ticket)
    after.queue.removeAll { $0.ticket == ticket }
    check(after)
    return after
  }

  private func check(_ state: State) {
    #expect(state.machine.running == state.running && state.running <= 2)
    #expect(state.machine.waiting == state.queue.count && state.queue.count <= 2)
  }
}
