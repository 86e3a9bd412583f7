import Testing

@testable import Transactions

/// Goes through every state that any course of events can lead a saga to.
private struct SagaExplorer {
  let plan: [SagaStepPlan]
  private(set) var visited: Set<Visit> = []
  private(set) var endings: Set<SagaStatus> = []

  struct Visit: Hashable {
    let machine: SagaStateMachine
    let action: SagaAction
  }

  init(_ plan: [SagaStepPlan]) {
    self.plan = plan
  }

  /// Visits every state, and hands each move to a check.
  mutating func explore(_ check: (_ before: Visit, _ after: Visit) -> Void) {
    var first = SagaStateMachine(plan)
    let action = first.begin()
    var frontier = [Visit(machine: first, action: action)]
    while let visit = frontier.popLast() {
      guard visited.insert(visit).inserted else { continue }
      if case .end(let status) = visit.action {
        endings.insert(status)
        continue
      }
      for next in Self.successors(of: visit) {
        check(visit, next)
        frontier.append(next)
      }
    }
  }

  private static func successors(of visit: Visit) -> [Visit] {
    var next: [Visit] = []
    func take(_ input: (inout SagaStateMachine) -> SagaAction) {
      var machine = visit.machine
      let action = input(&machine)
      // Attempts of a step without bound would make infinitely many states.
      guard machine.progress.steps.allSatisfy({ $0.attempts <= 4 }) else { return }
      next.append(Visit(machine: machine, action: action))
    }
    for isLate in [false, true] {
      take { $0.succeeded(isLate: isLate) }
      take { $0.resume(isLate: isLate) }
      for failure in SagaFailure.allCases {
        for hadEffect in [false, true] {
          take { $0.failed(failure, hadEffect: hadEffect, isLate: isLate) }
        }
      }
    }
    return next
  }
}

private func plan(_ kind: SagaStepKind, undo: Bool? = nil) -> SagaStepPlan {
  SagaStepPlan(
    kind: kind, attempts: 2, undoAttempts: 2, canBeUndone: undo ?? (kind == .compensatable))
}

private let plans: [[SagaStepPlan]] = [
  [],
  [plan(.compensatable)],
  [plan(.readOnly), plan(.compensatable), plan(.nonCritical)],
  [plan(.compensatable), plan(.compensatable), plan(.pivot), plan(.retriable)],
  [plan(.compensatable), plan(.pivot, undo: true), plan(.retriable), plan(.nonCritical)],
  [plan(.compensatable), plan(.nonCritical), plan(.compensatable)],
  [plan(.compensatable), plan(.retriable), plan(.retriable)],
]

@Suite struct SagaStateMachineTests {
  @Test func `every course leads to one of the three ends`() {
    for plan in plans {
      var explorer = SagaExplorer(plan)
      explorer.explore { before, after in
        if case .end(let status) = after.action {
          #expect(status.isTerminal && after.machine.progress.status == status)
          #expect(after.machine.progress.current == nil)
        } else {
          #expect(after.machine.progress.current != nil, "\(before) → \(after)")
        }
      }
      #expect(explorer.endings.contains(.completed))
    }
  }

  @Test func `a saga counts as compensated only if nothing is left`() {
    for plan in plans {
      var explorer = SagaExplorer(plan)
      explorer.explore { _, after in
        guard after.action == .end(.compensated) else { return }
        for (index, step) in after.machine.progress.steps.enumerated() {
          let mayBeThere = step.state == .done || step.state == .unknown || step.state == .stuck
          #expect(!(plan[index].canBeUndone && mayBeThere), "\(after)")
        }
      }
    }
  }

  @Test func `a saga completes only if every step is done or can be done without`() {
    for plan in plans {
      var explorer = SagaExplorer(plan)
      explorer.explore { _, after in
        guard after.action == .end(.completed) else { return }
        for (index, step) in after.machine.progress.steps.enumerated() {
          let isDone = step.state == .done
          #expect(isDone || step.state == .skipped && plan[index].kind == .nonCritical)
        }
      }
    }
  }

  @Test func `nothing is undone that certainly did not happen`() {
    for plan in plans {
      var explorer = SagaExplorer(plan)
      explorer.explore { before, after in
        guard case .compensate(let step, attempt: 1) = after.action else { return }
        let was = before.machine.progress.steps[step].state
        let mayBeThere: [SagaStepState] = [.running, .done, .unknown, .compensating]
        #expect(mayBeThere.contains(was), "\(before) → \(after)")
      }
    }
  }

  @Test func `a step that was refused, and never anything else, is not undone`() {
    for failure in [SagaFailure.refused, .transient] {
      var machine = SagaStateMachine([plan(.compensatable), plan(.compensatable)])
      _ = machine.begin()
      _ = machine.succeeded(isLate: false)
      var action = machine.failed(failure, hadEffect: false, isLate: false)
      if failure == .transient {
        action = machine.failed(.refused, hadEffect: false, isLate: false)
      }
      #expect(action == .compensate(0, attempt: 1))
    }
    var machine = SagaStateMachine([plan(.compensatable)])
    _ = machine.begin()
    // One line of the order was reserved before another was refused.
    #expect(machine.failed(.refused, hadEffect: true, isLate: false) == .compensate(0, attempt: 1))
  }

  @Test func `steps are undone in reverse order`() {
    for plan in plans {
      var explorer = SagaExplorer(plan)
      explorer.explore { before, after in
        guard case .compensate(let step, _) = after.action else { return }
        for later in plan.indices where later > step && plan[later].canBeUndone {
          let state = after.machine.progress.steps[later].state
          #expect(state != .done && state != .unknown, "\(before) → \(after)")
        }
      }
    }
  }

  @Test func `once it is decided a saga only goes forward`() {
    for plan in plans {
      var explorer = SagaExplorer(plan)
      explorer.explore { before, after in
        guard before.machine.isDecided, before.machine.progress.status == .inProgress else {
          return
        }
        #expect(after.machine.progress.status != .compensating, "\(before) → \(after)")
      }
    }
  }

  @Test func `a step that the saga can do without never turns it back`() {
    for plan in plans {
      var explorer = SagaExplorer(plan)
      explorer.explore { before, after in
        guard case .run(let step, _) = before.action, plan[step].kind == .nonCritical,
          before.machine.isDecided || step == plan.count - 1
        else { return }
        #expect(after.machine.progress.status != .compensationFailed)
      }
    }
  }

  @Test func `a decided step with unknown outcome is asked for until it is known`() {
    var machine = SagaStateMachine([plan(.compensatable), plan(.pivot)])
    #expect(machine.begin() == .run(0, attempt: 1))
    #expect(machine.succeeded(isLate: false) == .run(1, attempt: 1))
    for attempt in 2...9 {
      let action = machine.failed(.unknown, hadEffect: false, isLate: true)
      #expect(action == .run(1, attempt: attempt))
    }
    #expect(machine.failed(.refused, hadEffect: false, isLate: true) == .compensate(0, attempt: 1))
  }

  @Test func `a step is repeated before anything is undone`() {
    var machine = SagaStateMachine([plan(.compensatable), plan(.compensatable)])
    _ = machine.begin()
    _ = machine.succeeded(isLate: false)
    let second = machine.failed(.transient, hadEffect: false, isLate: false)
    #expect(second == .run(1, attempt: 2))
    // The second attempt ends without an answer, so the step itself is undone first.
    let undo = machine.failed(.unknown, hadEffect: false, isLate: false)
    #expect(undo == .compensate(1, attempt: 1))
  }

  @Test func `a failure to undo one step does not stop the others`() {
    var machine = SagaStateMachine([plan(.compensatable), plan(.compensatable), plan(.pivot)])
    _ = machine.begin()
    _ = machine.succeeded(isLate: false)
    _ = machine.succeeded(isLate: false)
    #expect(machine.failed(.refused, hadEffect: false, isLate: false) == .compensate(1, attempt: 1))
    #expect(machine.failed(.refused, hadEffect: false, isLate: false) == .compensate(0, attempt: 1))
    #expect(machine.succeeded(isLate: false) == .end(.compensationFailed))
    #expect(machine.reopen() == .compensate(1, attempt: 1))
    #expect(machine.succeeded(isLate: false) == .end(.compensated))
    #expect(machine.reopen() == nil)
  }

  @Test func `a refused step after the decision is for people and can be taken up again`() {
    var machine = SagaStateMachine([plan(.pivot), plan(.retriable)])
    _ = machine.begin()
    _ = machine.succeeded(isLate: false)
    #expect(
      machine.failed(.refused, hadEffect: false, isLate: false) == .end(.compensationFailed))
    #expect(machine.reopen() == .run(1, attempt: 1))
    #expect(machine.succeeded(isLate: false) == .end(.completed))
  }

  @Test func `an order of steps that could fail a decided saga is not sound`() {
    #expect(!SagaStateMachine.isSound([plan(.pivot), plan(.compensatable)]))
    #expect(!SagaStateMachine.isSound([plan(.retriable), plan(.pivot)]))
    #expect(!SagaStateMachine.isSound([plan(.pivot), plan(.pivot)]))
    #expect(!SagaStateMachine.isSound([plan(.pivot), plan(.readOnly)]))
    for plan in plans { #expect(SagaStateMachine.isSound(plan)) }
  }
}
