import Primitives
import ServiceRuntime
import ShopContracts

/// The shelves of one warehouse and the movements on them, inside transactions of the caller.
final class ShelfBook {
  let context: ServiceContext
  /// How long it takes from looking at a shelf to writing to it.
  private let thinking: Duration
  private var written = 0

  init(_ context: ServiceContext, thinking: Duration) {
    self.context = context
    self.thinking = thinking
  }

  /// Passes the point between looking and writing, where others may come in between.
  func think() async throws {
    try await context.failpoint(WarehouseService.afterRead)
    if thinking > .zero { try await context.clock.sleep(for: thinking) }
  }

  /// The shelf of a product, kept from others until the transaction ends where it is locked.
  func shelf(
    _ product: ProductID, isLocked: Bool, in transaction: any StoreTransaction
  ) async throws -> Shelf {
    let found =
      isLocked
      ? try await transaction.getForUpdate(WarehouseService.shelfTable, product.text)
      : try await transaction.get(WarehouseService.shelfTable, product.text)
    guard let found else { throw RPCError(.notFound, "there is no product \(product)") }
    return found
  }

  /// Writes a shelf and the movement that led to it.
  ///
  /// - Parameter time: when it was decided, where that was before now.
  func write(
    _ shelf: Shelf, _ kind: Movement.Kind, _ order: OrderID, _ product: ProductID, _ quantity: Int,
    key: String? = nil, token: Int? = nil, decided time: WallTime? = nil,
    in transaction: any StoreTransaction
  ) async throws {
    var shelf = shelf
    shelf.version += 1
    try await transaction.put(WarehouseService.shelfTable, product.text, shelf)
    written += 1
    let movement = Movement(
      kind: kind, order: order, product: product, quantity: quantity, version: shelf.version,
      key: key, token: token, at: time ?? context.clock.wallTime)
    try await transaction.insert(
      WarehouseService.movementTable,
      "\(order)/\(Self.padded(context.incarnation))-\(Self.padded(written))", movement)
    context.log(.info, "\(movement): \(shelf)")
  }

  /// Takes units off a shelf that was just read.
  func take(
    _ request: TakeUnits, from shelf: Shelf, key: String? = nil, token: Int? = nil,
    in transaction: any StoreTransaction
  ) async throws -> TakenUnits {
    var shelf = shelf
    shelf.free -= request.quantity
    try await write(
      shelf, .taken, request.order, request.product, request.quantity, key: key, token: token,
      in: transaction)
    return TakenUnits(order: request.order, remaining: shelf.free)
  }

  /// Locks the shelf, compares and takes, in one go.
  func takeLocked(
    _ request: TakeUnits, key: String? = nil, in transaction: any StoreTransaction
  ) async throws -> TakenUnits {
    let shelf = try await shelf(request.product, isLocked: true, in: transaction)
    try await refuseClosed(request.order, in: transaction)
    try Self.compare(shelf.free, with: request)
    let reply = try await take(request, from: shelf, key: key, in: transaction)
    try await context.failpoint(WarehouseService.beforeCommit)
    return reply
  }

  /// The movements of an order, in order of time.
  func movements(
    of order: OrderID, in transaction: any StoreTransaction
  ) async throws -> [Movement] {
    try await transaction.list(
      WarehouseService.movementTable, KeyRange(prefix: "\(order)/")
    ).map(\.value)
  }

  /// Refuses orders that were told for good that nothing was taken for them.
  private func refuseClosed(
    _ order: OrderID, in transaction: any StoreTransaction
  ) async throws {
    guard try await transaction.get(WarehouseService.closedTable, order.text) == nil else {
      throw RPCError(.failedPrecondition, "order \(order) was closed before its request arrived")
    }
  }

  /// Refuses what is more than there is.
  static func compare(_ free: Int, with request: TakeUnits) throws(RPCError) {
    guard free >= request.quantity else {
      throw RPCError(
        .failedPrecondition, "only \(free) \(request.product) left",
        details: ["available": "\(free)", "requested": "\(request.quantity)"])
    }
  }

  private static func padded(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 9 - digits.count)) + digits
  }
}
