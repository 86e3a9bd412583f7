import Checking
import Harness
import Hazards
import Primitives
import ServiceRuntime

/// What the laws of the hazards read: movements, shelves, purchases and charges of one scenario.
struct HazardFacts: Sendable {
  /// The warehouse's name in the scenario.
  let warehouse: ServiceName
  /// The desk's name, where there is one.
  let desk: ServiceName?
  /// The cashier's name, where there is one.
  let cashier: ServiceName?
  /// How many units of each product there were at the beginning.
  let initial: OrderedDictionary<String, Int>

  /// Changes with the shelves.
  var shelfSubject: Subject {
    SystemView.subject(WarehouseService.shelfTable.name, in: warehouse)
  }

  /// Changes with the movements.
  var movementSubject: Subject {
    SystemView.subject(WarehouseService.movementTable.name, in: warehouse)
  }

  /// Changes with the keys, of whichever method.
  var keySubjects: [Subject] {
    [WarehouseService.keyTable.name, WarehouseService.handledKeyTable.name].map {
      SystemView.subject($0, in: warehouse)
    }
  }

  /// Changes with the purchases.
  var purchaseSubjects: [Subject] {
    desk.map { [SystemView.subject(PurchaseBook.table.name, in: $0)] } ?? []
  }

  /// Changes with the charges.
  var chargeSubjects: [Subject] {
    cashier.map { [SystemView.subject(CashierService.chargeTable.name, in: $0)] } ?? []
  }

  /// All movements, by order and in order of time.
  func movements(_ view: SystemView) -> [Movement] {
    view.values(of: WarehouseService.movementTable, in: warehouse)
  }

  /// The movements of each order.
  func movementsByOrder(_ view: SystemView) -> OrderedDictionary<String, [Movement]> {
    var result = OrderedDictionary<String, [Movement]>()
    for movement in movements(view) { result[movement.order.text, default: []].append(movement) }
    return result
  }

  /// All holds.
  func holds(_ view: SystemView) -> [Hold] {
    view.values(of: WarehouseService.holdTable, in: warehouse)
  }

  /// All purchases.
  func purchases(_ view: SystemView) -> [Purchase] {
    desk.map { view.values(of: PurchaseBook.table, in: $0) } ?? []
  }

  /// All charges and refunds.
  func charges(_ view: SystemView) -> [Charge] {
    cashier.map { view.values(of: CashierService.chargeTable, in: $0) } ?? []
  }
}

extension Movement {
  /// How many units more the order has through this movement, negative where it has fewer.
  var gain: Int {
    switch kind {
    case .taken, .held: quantity
    case .released, .expired, .returned: -quantity
    case .sold: 0
    }
  }

  /// The movement in words, with its time.
  var sentence: String { "\(self) at \(at)" }
}

extension [Movement] {
  /// How many units these movements leave to their order.
  var owned: Int { reduce(0) { $0 + $1.gain } }
}
