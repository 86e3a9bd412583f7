public import ServiceRuntime

/// Takes up sagas whose owner is gone: after a start, and from time to time.
///
/// Nothing that has not ended is passed over, whatever its status. A saga whose owner may still act
/// is left alone until its lease ends, so two orchestrators that sweep at once cannot both have it.
public struct SagaRecovery<State: StoredValue> {
  private let orchestrator: SagaOrchestrator<State>

  /// The recovery of an orchestrator's sagas.
  public init(_ orchestrator: SagaOrchestrator<State>) {
    self.orchestrator = orchestrator
  }

  /// Drives every saga that has not ended and that nobody here drives.
  ///
  /// - Returns: the sagas that were looked at; those of another owner are left to it.
  @discardableResult
  public func recover() async throws -> [SagaID] {
    let left = try await orchestrator.log.liveSagas().filter { !orchestrator.isDriving($0) }
    for id in left { orchestrator.resume(id) }
    return left
  }

  /// Recovers now and then, until the process ends.
  ///
  /// - Parameter period: bounds, together with the lease, how long a saga can lie idle.
  public func run(every period: Duration) {
    let context = orchestrator.context
    context.tasks.spawn("saga recovery") {
      while true {
        do {
          try await self.recover()
        } catch is Cancelled {
          return
        } catch {
          context.log(.warning, "sagas could not be listed", [.init("error", "\(error)")])
        }
        guard (try? await context.clock.sleep(for: period)) != nil else { return }
      }
    }
  }
}
