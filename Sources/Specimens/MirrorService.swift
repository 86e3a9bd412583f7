import Primitives
package import ServiceRuntime

/// Follows a cabinet by asking for all of it now and then.
package final class MirrorService: Service {
  /// What lay under each key when it was last asked for.
  package static let copies = Table<CabinetSlot>("copies")

  private let context: ServiceContext
  private let source: ServiceName
  private let period: Duration
  private let keepsFirst: Bool

  /// A mirror of a cabinet; one that keeps the first version it saw of a key never follows.
  package init(
    _ context: ServiceContext, of source: ServiceName, every period: Duration, keepsFirst: Bool
  ) {
    self.context = context
    self.source = source
    self.period = period
    self.keepsFirst = keepsFirst
  }

  package func start() async throws {
    context.tasks.spawn("follow") { await self.follow() }
  }

  private func follow() async {
    while true {
      guard (try? await context.clock.sleep(for: period)) != nil else { return }
      let deadline = context.clock.deadline(after: .seconds(1))
      guard let copy = try? await context.call(CabinetSnapshot(), to: source, deadline: deadline)
      else { continue }
      try? await take(copy)
    }
  }

  private func take(_ copy: CabinetCopy) async throws {
    try await context.store.transaction { transaction in
      for part in copy.parts {
        let known = try await transaction.get(Self.copies, part.key)
        guard known == nil || !self.keepsFirst && known != part.slot else { continue }
        try await transaction.put(Self.copies, part.key, part.slot)
      }
    }
  }
}
