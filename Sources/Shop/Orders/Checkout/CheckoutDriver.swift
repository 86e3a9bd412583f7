import ServiceRuntime
import ShopContracts

/// Whoever brings orders to their end.
protocol CheckoutDriver: AnyObject {
  /// Whether the order's row is written before anything is done for it.
  var writesOrdersFirst: Bool { get }
  /// Takes up what an earlier life left, and keeps looking for what nobody works on.
  func start() async throws
  /// Makes the order its concern, in the transaction that writes it.
  func adopt(_ order: CheckoutOrder, in transaction: any StoreTransaction) async throws
  /// Goes to work on an order that is durable, beside everything else.
  func pursue(_ order: CheckoutOrder)
  /// Waits until the order has ended here, or cannot be ended here.
  func wait(for order: OrderID) async throws
}
