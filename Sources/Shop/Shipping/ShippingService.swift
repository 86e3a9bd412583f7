import Primitives
package import ServiceRuntime
import ShopContracts
import ShopEvents
import Transactions

/// Packs a parcel for each order and keeps track of it.
///
/// The order's id is the identity of everything: two drivers of one order, each with keys of its
/// own, still get one parcel.
package final class ShippingService: Service {
  /// The parcels, by order.
  package static let shipmentTable = Table<Shipment>("shipments")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (beforeCommit, "where the parcel is now is decided, nothing is durable"),
    (afterCommit, "where the parcel is now is durable, nobody knows yet"),
  ]

  static let beforeCommit: FailpointName = "before-commit"
  static let afterCommit: FailpointName = "after-commit-before-reply"

  private let context: ServiceContext
  private let configuration: ShippingConfiguration

  package init(
    _ context: ServiceContext, _ configuration: ShippingConfiguration = ShippingConfiguration()
  ) {
    self.context = context
    self.configuration = configuration
  }

  package func start() async throws {
    if let rules = configuration.events {
      let bus = EventBus(context, rules)
      ShippingReactions(bus: bus) { _ = try await self.create($0) }.register()
      bus.start()
    }
    context.handle(CreateShipment.self) { request, _ in try await self.create(request).report }
    context.handle(CancelShipment.self) { request, _ in
      _ = try await self.cancel(request)
      return Done()
    }
    context.handle(RecordParcel.self) { request, _ in try await self.record(request).report }
    context.handle(GetShipment.self) { request, _ in
      try await self.context.store.transaction { transaction in
        try await self.shipment(of: request.order, in: transaction).report
      }
    }
  }

  private func create(_ request: CreateShipment) async throws -> Shipment {
    try check(request)
    let content = Shipment.Content(lines: request.lines, address: request.address)
    return try await change(request.order) { shipment in
      guard let shipment else {
        return Shipment(
          of: request.order, content: content, .created, at: self.context.clock.wallTime)
      }
      guard shipment.status != .cancelled else {
        throw RPCError(
          .failedPrecondition, "the parcel of order \(request.order) was cancelled",
          details: ["status": shipment.status.rawValue])
      }
      guard shipment.content == content else {
        throw RPCError(
          .invalidArgument, "the parcel of order \(request.order) has another content")
      }
      return nil
    }
  }

  private func check(_ request: CreateShipment) throws {
    guard request.address.isComplete else {
      throw RPCError(.invalidArgument, "the address of order \(request.order) is not complete")
    }
    guard !request.lines.isEmpty, request.lines.allSatisfy({ $0.quantity >= 1 }) else {
      throw RPCError(.invalidArgument, "a parcel needs lines of at least 1 piece each")
    }
    let country = request.address.country
    guard configuration.serves(country) else {
      throw RPCError(
        .failedPrecondition, "no carrier goes to \(country)", details: ["country": country])
    }
  }

  private func cancel(_ request: CancelShipment) async throws -> Shipment {
    try await change(request.order) { shipment in
      let now = self.context.clock.wallTime
      guard let shipment else {
        return Shipment(of: request.order, content: nil, .cancelled, at: now)
      }
      return try self.moved(shipment, by: .cancel)
    }
  }

  private func record(_ request: RecordParcel) async throws -> Shipment {
    guard request.event != .shipped || request.tracking?.isEmpty == false else {
      throw RPCError(.invalidArgument, "a parcel is taken under the carrier's number only")
    }
    return try await change(request.order) { shipment in
      guard let shipment else { throw Self.unknown(request.order) }
      let moved = try self.moved(shipment, by: request.event.action, tracking: request.tracking)
      if let known = shipment.tracking, let other = request.tracking, known != other {
        throw RPCError(
          .invalidArgument, "the parcel of order \(request.order) travels as \(known)")
      }
      return moved
    }
  }

  /// The parcel after an action, or nothing where the action had happened before.
  private func moved(
    _ shipment: Shipment, by action: ShipmentStateMachine.Action, tracking: String? = nil
  ) throws -> Shipment? {
    switch ShipmentStateMachine.step(action, in: shipment.status) {
    case .repeated: return nil
    case .refused:
      throw RPCError(
        .failedPrecondition,
        "the parcel of order \(shipment.order) is \(shipment.status.rawValue)",
        details: ["status": shipment.status.rawValue, "action": action.rawValue])
    case .moves(let status):
      var moved = shipment
      moved.move(to: status, tracking: tracking, at: context.clock.wallTime)
      return moved
    }
  }

  /// Changes an order's parcel in one transaction; a body that gives nothing leaves it as it is.
  private func change(
    _ order: OrderID, _ body: (Shipment?) throws -> Shipment?
  ) async throws -> Shipment {
    let (shipment, isChanged) = try await context.store.settlingTransaction { transaction in
      let present = try await transaction.getForUpdate(Self.shipmentTable, order.text)
      guard let changed = try body(present) else {
        guard let present else { throw Self.unknown(order) }
        return (present, false)
      }
      if present == nil {
        try await transaction.insertContended(Self.shipmentTable, order.text, changed)
      } else {
        try await transaction.put(Self.shipmentTable, order.text, changed)
      }
      try await self.context.failpoint(Self.beforeCommit)
      return (changed, true)
    }
    if isChanged { context.log(.info, "\(shipment)") }
    try await context.failpoint(Self.afterCommit)
    return shipment
  }

  private func shipment(
    of order: OrderID, in transaction: any StoreTransaction
  ) async throws -> Shipment {
    guard let shipment = try await transaction.get(Self.shipmentTable, order.text) else {
      throw Self.unknown(order)
    }
    return shipment
  }

  private static func unknown(_ order: OrderID) -> RPCError {
    RPCError(.notFound, "order \(order) has no parcel", details: ["order": order.text])
  }
}
