import Testing

@testable import Transactions

@Suite struct TwoPhaseCommitStateMachineTests {
  private enum Input: Hashable {
    case vote(Int, Bool)
    case closed
    case recorded(TwoPhaseCommitDecision)
    case acknowledged(Int)
  }

  private struct Visit: Hashable {
    let machine: TwoPhaseCommitStateMachine
    let yes: Set<Int>
    let durable: TwoPhaseCommitDecision?
    let acknowledged: Set<Int>
  }

  private func inputs(_ visit: Visit) -> [Input] {
    var inputs: [Input] = [.closed]
    for index in 0..<3 {
      inputs += [.vote(index, true), .vote(index, false)]
      if visit.durable != nil { inputs.append(.acknowledged(index)) }
    }
    // The log keeps the first decision: afterwards it is the only one that is ever found.
    inputs += (visit.durable.map { [$0] } ?? [.commit, .abort]).map { .recorded($0) }
    return inputs
  }

  private func explore(
    _ check: (Visit, Visit, TwoPhaseCommitStateMachine.Action) -> Void
  ) -> Int {
    var seen: Set<Visit> = []
    var frontier = [
      Visit(
        machine: TwoPhaseCommitStateMachine(participants: 3), yes: [], durable: nil,
        acknowledged: [])
    ]
    while let visit = frontier.popLast() {
      guard seen.insert(visit).inserted else { continue }
      for input in inputs(visit) {
        var machine = visit.machine
        var (yes, durable, acknowledged) = (visit.yes, visit.durable, visit.acknowledged)
        let action: TwoPhaseCommitStateMachine.Action
        switch input {
        case .vote(let index, let isYes):
          action = machine.voted(index, isYes)
          if isYes, visit.machine.phase == .collecting { yes.insert(index) }
        case .closed: action = machine.closed()
        case .recorded(let decision):
          action = machine.recorded(decision)
          durable = decision
        case .acknowledged(let index):
          action = machine.acknowledged(index)
          acknowledged.insert(index)
        }
        let next = Visit(
          machine: machine, yes: yes, durable: durable, acknowledged: acknowledged)
        check(visit, next, action)
        frontier.append(next)
      }
    }
    return seen.count
  }

  @Test func `only a yes of everybody asks for a commit`() {
    let count = explore { _, after, action in
      if action == .record(.commit) { #expect(after.yes == [0, 1, 2]) }
    }
    #expect(count > 50)
  }

  @Test func `a durable decision is never replaced by another`() {
    _ = explore { before, after, action in
      guard let durable = before.durable else { return }
      switch action {
      case .record: Issue.record("a decision is made twice: \(before) → \(after)")
      case .deliver(let decision, _), .end(let decision): #expect(decision == durable)
      case .wait: break
      }
    }
  }

  @Test func `it ends only when everybody has acknowledged`() {
    _ = explore { _, after, action in
      switch action {
      case .end: #expect(after.acknowledged == [0, 1, 2])
      case .deliver(_, let left): #expect(Set(left).union(after.acknowledged) == [0, 1, 2])
      case .wait, .record: break
      }
    }
  }

  @Test func `a vote that never came counts as no`() {
    var machine = TwoPhaseCommitStateMachine(participants: 2)
    #expect(machine.voted(0, true) == .wait)
    #expect(machine.closed() == .record(.abort))
    #expect(machine.voted(1, true) == .wait)
    // Both are told, also the one whose vote is not known: it may hold something.
    #expect(machine.recorded(.abort) == .deliver(.abort, to: [0, 1]))
  }
}

@Suite struct BranchStateMachineTests {
  @Test func `every state meets every input as the table says`() {
    let table: [(BranchState, TwoPhaseCommitDecision, BranchStateMachine.Action, BranchState)] = [
      (.unknown, .commit, .refuse, .unknown), (.unknown, .abort, .acknowledge, .aborted),
      (.prepared, .commit, .use, .committed), (.prepared, .abort, .giveBack, .aborted),
      (.committed, .commit, .acknowledge, .committed), (.committed, .abort, .refuse, .committed),
      (.aborted, .commit, .refuse, .aborted), (.aborted, .abort, .acknowledge, .aborted),
    ]
    #expect(table.count == BranchState.allCases.count * TwoPhaseCommitDecision.allCases.count)
    for (state, decision, action, after) in table {
      var machine = BranchStateMachine(state)
      let found = machine.decided(decision)
      #expect(found == action && machine.state == after, "\(state) meets \(decision)")
    }
    #expect(
      BranchState.allCases.map { BranchStateMachine($0).prepare() }
        == [.hold, .voteYes, .voteYes, .voteNo])
  }

  @Test func `a hold that fails is a no for good`() {
    var machine = BranchStateMachine(.unknown)
    #expect(machine.held(false) == .voteNo)
    #expect(machine.prepare() == .voteNo)
    var other = BranchStateMachine(.unknown)
    #expect(other.held(true) == .voteYes)
    #expect(other.state == .prepared)
  }
}
