package import ServiceRuntime
import Transactions

/// Keeps locks that end by themselves, for services that share a shelf.
package final class LockKeeper: Service {
  /// The name that the keeper of locks answers to.
  package static let service: ServiceName = "locks"

  private let locks: LeaseLock

  package init(_ context: ServiceContext) {
    locks = LeaseLock(context)
  }

  package func start() async throws {
    locks.register()
  }
}
