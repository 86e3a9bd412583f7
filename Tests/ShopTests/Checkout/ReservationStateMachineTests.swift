import Inventory
import Testing

@Suite struct ReservationStateMachineTests {
  private typealias Machine = ReservationStateMachine

  /// What follows in each state, while there is time: reserve, release, consume, give back, look.
  private let inTime: [(ReservationStatus?, [(Machine.Action, ReservationStatus?)])] = [
    (
      nil,
      [
        (.hold, .held), (.mark, .released), (.refuse, nil), (.mark, .released), (.nothing, nil),
      ]
    ),
    (
      .held,
      [
        (.nothing, .held), (.free(then: .succeed), .released), (.sell, .sold),
        (.free(then: .succeed), .released), (.nothing, .held),
      ]
    ),
    (
      .sold,
      [
        (.nothing, .sold), (.refuse, .sold), (.nothing, .sold), (.restock, .returned),
        (.nothing, .sold),
      ]
    ),
    (
      .released,
      [
        (.refuse, .released), (.nothing, .released), (.refuse, .released), (.nothing, .released),
        (.nothing, .released),
      ]
    ),
    (
      .expired,
      [
        (.refuse, .expired), (.nothing, .expired), (.refuse, .expired), (.nothing, .expired),
        (.nothing, .expired),
      ]
    ),
    (
      .returned,
      [
        (.refuse, .returned), (.nothing, .returned), (.refuse, .returned), (.nothing, .returned),
        (.nothing, .returned),
      ]
    ),
  ]

  @Test func `each event in each state leads where the table says`() {
    #expect(inTime.map(\.0) == [nil, .held, .sold, .released, .expired, .returned])
    for (state, row) in inTime {
      for (event, expected) in zip(Machine.Event.allCases, row) {
        var machine = Machine(state)
        let action = machine.take(event)
        #expect(action == expected.0, "\(event) in \(state as Any)")
        #expect(machine.status == expected.1, "\(event) in \(state as Any)")
      }
    }
  }

  @Test func `time ends only what is held, and then nothing but giving up succeeds`() {
    for state in inTime.map(\.0) where state != .held {
      for event in Machine.Event.allCases {
        var late = Machine(state)
        var early = Machine(state)
        let lateAction = late.take(event, isOver: true)
        let earlyAction = early.take(event)
        #expect(lateAction == earlyAction)
        #expect(late == early)
      }
    }
    for event in Machine.Event.allCases {
      var machine = Machine(.held)
      let action = machine.take(event, isOver: true)
      let givesUp = event == .release || event == .giveBack
      #expect(action == .free(then: givesUp || event == .look ? .succeed : .refuse), "\(event)")
      #expect(machine.status == (givesUp ? .released : .expired), "\(event)")
    }
  }

  @Test func `whatever happens, units are freed, sold and brought back at most once`() {
    var courses = [Course()]
    var count = 0
    for _ in 0..<4 {
      courses = courses.flatMap { course in
        Machine.Event.allCases.flatMap { event in
          [course.after(event, isOver: false), course.after(event, isOver: true)]
        }
      }
      count += courses.count
      #expect(courses.filter { !$0.isSound }.isEmpty)
    }
    #expect(count == 11_110)
  }

  /// What has happened to a reservation so far.
  private struct Course {
    var machine = Machine(nil)
    var held = 0
    var freed = 0
    var sold = 0
    var restocked = 0

    var isSound: Bool { held <= 1 && freed + sold <= held && restocked <= sold }

    func after(_ event: Machine.Event, isOver: Bool) -> Course {
      var next = self
      switch next.machine.take(event, isOver: isOver) {
      case .hold: next.held += 1
      case .free: next.freed += 1
      case .sell: next.sold += 1
      case .restock: next.restocked += 1
      case .mark, .nothing, .refuse: break
      }
      return next
    }
  }
}
