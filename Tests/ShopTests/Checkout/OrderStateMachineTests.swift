import Orders
import ShopContracts
import Testing

@Suite struct OrderStateMachineTests {
  private typealias Machine = OrderStateMachine

  private func moves(_ status: CheckoutStatus) -> [Machine.Event: CheckoutStatus] {
    switch status {
    case .created: [.reserved: .reserved, .cancelled: .cancelled]
    case .reserved: [.paid: .paid, .cancelled: .cancelled]
    case .paid: [.shipped: .shipped, .cancelled: .cancelled]
    case .shipped: [.delivered: .delivered, .returned: .returned]
    case .delivered, .returned, .cancelled: [:]
    }
  }

  private func repeated(_ status: CheckoutStatus) -> [Machine.Event] {
    switch status {
    case .created: []
    case .reserved: [.reserved]
    case .paid: [.reserved, .paid]
    case .shipped: [.reserved, .paid, .shipped]
    case .delivered: [.reserved, .paid, .shipped, .delivered]
    case .returned: [.reserved, .paid, .shipped, .returned]
    case .cancelled: [.cancelled]
    }
  }

  @Test func `each event in each state leads where the table says`() {
    for state in CheckoutStatus.allCases {
      for event in Machine.Event.allCases {
        var machine = Machine(state)
        let step = machine.take(event)
        if let next = moves(state)[event] {
          #expect(step == .moves && machine.status == next, "\(event) in \(state)")
        } else {
          let stays = repeated(state).contains(event)
          #expect(step == (stays ? .stays : .refused), "\(event) in \(state)")
          #expect(machine.status == state, "\(event) in \(state)")
        }
      }
    }
  }

  @Test func `nothing happens to an order that is final`() {
    for state in CheckoutStatus.allCases where state.isFinal {
      for event in Machine.Event.allCases {
        var machine = Machine(state)
        let step = machine.take(event)
        #expect(step != .moves)
      }
    }
  }
}
