import Checking
import Harness
import Orders
import Primitives
import ServiceRuntime
import ShopContracts

/// Laws about orders: each of them ends, and ends as the customer was told.
struct OrderProperties {
  /// The orders service's name in the scenario.
  let orders: ServiceName

  /// All of them.
  var all: [Property<SystemView>] {
    [everyOrderEnds]
  }

  /// No order is left hanging once the faults are over and the system had time.
  private var everyOrderEnds: Property<SystemView> {
    Property(
      "every-order-ends", .atEnd, "each order is confirmed or cancelled in the end",
      source: "patterns K40", reading: []
    ) { [orders] view, _ in
      let all = view.values(of: OrdersService.orderTable, in: orders)
      let open = all.filter { !$0.status.isFinal }
      return .holding(
        open.isEmpty, expected: "every order confirmed or cancelled",
        seen: "\(open.count) of \(all.count) still \(open.first?.status.rawValue ?? "")",
        because: open.map { "order \($0.id) is \($0.status.rawValue)" })
    }
  }
}
