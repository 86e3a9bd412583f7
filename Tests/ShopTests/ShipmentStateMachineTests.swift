import ShopContracts
import Testing

@testable import Shipping

@Suite struct ShipmentStateMachineTests {
  private typealias Machine = ShipmentStateMachine

  /// Every action in every place, written out once more by hand.
  private let table: [(ShipmentStatus, [Machine.Action: Machine.Step])] = [
    (.created, [.ship: .moves(to: .shipped), .cancel: .moves(to: .cancelled)]),
    (
      .shipped,
      [.ship: .repeated, .deliver: .moves(to: .delivered), .return: .moves(to: .returned)]
    ),
    (.delivered, [.ship: .repeated, .deliver: .repeated]),
    (.returned, [.ship: .repeated, .return: .repeated]),
    (.cancelled, [.cancel: .repeated]),
  ]

  @Test func `every action in every place leads where the drawing says`() {
    #expect(table.map(\.0) == ShipmentStatus.allCases)
    for (status, steps) in table {
      for action in Machine.Action.allCases {
        #expect(
          Machine.step(action, in: status) == steps[action] ?? .refused, "\(action) in \(status)")
      }
    }
  }

  @Test func `an action that moved a parcel is a repetition right after`() {
    for status in ShipmentStatus.allCases {
      for action in Machine.Action.allCases {
        guard case .moves(let next) = Machine.step(action, in: status) else { continue }
        #expect(next != status)
        #expect(Machine.step(action, in: next) == .repeated, "\(action) in \(status)")
      }
    }
  }

  @Test func `no walk of any length leaves an ending or sends a cancelled parcel`() {
    var reached: [[ShipmentStatus]] = [[.created]]
    for _ in 0..<5 {
      reached = reached.flatMap { path -> [[ShipmentStatus]] in
        guard let last = path.last else { return [] }
        return Machine.Action.allCases.map { action in
          if case .moves(let next) = Machine.step(action, in: last) { return path + [next] }
          return path
        }
      }
    }
    for path in reached {
      let changes = path.count - 1
      #expect(changes <= 2, "\(path)")
      #expect(!(path.contains(.cancelled) && path.contains(.shipped)), "\(path)")
    }
  }

  @Test func `every event of a carrier is an action`() {
    #expect(RecordParcel.Event.allCases.map(\.action) == [.ship, .deliver, .return])
  }
}
