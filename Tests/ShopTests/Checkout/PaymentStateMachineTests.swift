import Payments
import ShopContracts
import Testing

@Suite struct PaymentStateMachineTests {
  private typealias Machine = PaymentStateMachine

  private let states: [PaymentStatus?] = [nil] + PaymentStatus.allCases

  /// Where each event leads; what is not listed moves nothing.
  private func moves(_ status: PaymentStatus?) -> [Machine.Event: PaymentStatus] {
    switch status {
    case nil: [.authorize: .pending, .cancel: .voiding]
    case .pending: [.authorized: .authorized, .declined: .failed, .cancel: .voiding]
    case .authorized: [.capture: .processing, .cancel: .voiding]
    case .processing: [.captured: .completed, .captureRefused: .failed, .cancel: .voiding]
    case .completed: [.cancel: .refunding, .refund: .refunding]
    case .voiding: [.voided: .voided, .voidRefused: .refunding]
    case .refunding:
      [.refundedInFull: .refunded, .refundedInPart: .completed, .refundRefused: .completed]
    case .voided, .refunded, .failed: [:]
    }
  }

  /// What is asked for and has been done, or is on its way.
  private func repeated(_ status: PaymentStatus?) -> [Machine.Event] {
    switch status {
    case nil: []
    case .pending, .authorized: [.authorize]
    case .processing, .completed: [.authorize, .capture]
    case .voiding, .voided, .refunded, .failed: [.cancel]
    case .refunding: [.cancel, .refund]
    }
  }

  @Test func `each event in each state leads where the table says`() {
    for state in states {
      for event in Machine.Event.allCases {
        var machine = Machine(state)
        let step = machine.take(event)
        if let next = moves(state)[event] {
          #expect(step == .moves && machine.status == next, "\(event) in \(state as Any)")
        } else {
          let stays = event.isAnswer || repeated(state).contains(event)
          #expect(step == (stays ? .stays : .refused), "\(event) in \(state as Any)")
          #expect(machine.status == state, "\(event) in \(state as Any)")
        }
      }
    }
  }

  @Test func `whatever happens, nothing that is being undone is charged again`() {
    var seen: Set<[PaymentStatus?]> = [[nil]]
    for _ in 0..<6 {
      var next: Set<[PaymentStatus?]> = []
      for path in seen {
        for event in Machine.Event.allCases {
          var machine = Machine(path[path.count - 1])
          if machine.take(event) == .moves { next.insert(path + [machine.status]) }
        }
      }
      seen.formUnion(next)
    }
    let charging: [PaymentStatus] = [.pending, .authorized, .processing]
    for path in seen {
      let given = path.firstIndex { $0 == .voiding || $0 == .refunded || $0 == .failed }
      let after = path[(given ?? path.count - 1)...].compactMap { $0 }
      #expect(given == nil || !after.contains { charging.contains($0) }, "\(path)")
    }
    #expect(seen.count > 30)
  }

  @Test func `every payment that is under way can come to an end`() {
    for state in PaymentStatus.allCases where state.isUnderWay {
      let answers = moves(state).filter { $0.key.isAnswer }
      #expect(!answers.isEmpty, "\(state)")
    }
  }
}
