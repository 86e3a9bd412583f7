import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// The warehouse's part in transactions over several services.
///
/// A vote is a promise. Where the units are only counted and not set aside, two transactions are
/// promised the same ones.
struct ShelfParticipant {
  private let book: ShelfBook
  private let participant: Participant<ShelfBranch>

  init(_ book: ShelfBook, _ configuration: WarehouseConfiguration) {
    self.book = book
    let part = ShelfPart(book)
    let hooks: Participant<ShelfBranch>.Hooks =
      switch configuration.preparing {
      case .holding:
        Participant.Hooks(
          hold: { branch, transaction in try await part.hold(branch, in: transaction) },
          use: { branch, transaction in try await part.sell(branch, in: transaction) },
          giveBack: { branch, transaction in try await part.release(branch, in: transaction) })
      case .checking:
        Participant.Hooks(
          hold: { branch, transaction in try await part.check(branch, in: transaction) },
          use: { branch, transaction in try await part.take(branch, in: transaction) },
          giveBack: { _, _ in })
      }
    participant = Participant(book.context, holdLimit: .seconds(10), hooks: hooks)
  }

  func start() {
    participant.register()
    participant.run(every: .seconds(5))
  }
}

/// What is done to the shelf for a branch.
private struct ShelfPart {
  private let book: ShelfBook

  init(_ book: ShelfBook) {
    self.book = book
  }

  func check(_ branch: ShelfBranch, in transaction: any StoreTransaction) async throws -> Vote {
    let shelf = try await book.shelf(branch.product, isLocked: true, in: transaction)
    return shelf.free >= branch.quantity ? .yes : .no("only \(shelf.free) left")
  }

  func take(_ branch: ShelfBranch, in transaction: any StoreTransaction) async throws {
    let shelf = try await book.shelf(branch.product, isLocked: true, in: transaction)
    _ = try await book.take(
      TakeUnits(order: branch.order, product: branch.product, quantity: branch.quantity),
      from: shelf, in: transaction)
  }

  func hold(_ branch: ShelfBranch, in transaction: any StoreTransaction) async throws -> Vote {
    var shelf = try await book.shelf(branch.product, isLocked: true, in: transaction)
    guard shelf.free >= branch.quantity else { return .no("only \(shelf.free) left") }
    shelf.free -= branch.quantity
    shelf.held += branch.quantity
    try await book.write(
      shelf, .held, branch.order, branch.product, branch.quantity, in: transaction)
    return .yes
  }

  func sell(_ branch: ShelfBranch, in transaction: any StoreTransaction) async throws {
    var shelf = try await book.shelf(branch.product, isLocked: true, in: transaction)
    shelf.held -= branch.quantity
    try await book.write(
      shelf, .sold, branch.order, branch.product, branch.quantity, in: transaction)
  }

  func release(_ branch: ShelfBranch, in transaction: any StoreTransaction) async throws {
    var shelf = try await book.shelf(branch.product, isLocked: true, in: transaction)
    shelf.held -= branch.quantity
    shelf.free += branch.quantity
    try await book.write(
      shelf, .released, branch.order, branch.product, branch.quantity, in: transaction)
  }
}
