import ServiceRuntime

/// Stands in a run for a service that runs in a process of its own.
final class RemoteService: Service {
  private let context: ServiceContext
  private let remote: RemoteHost

  init(_ context: ServiceContext, _ trial: Trial) {
    self.context = context
    remote = trial.remote(of: context)
  }

  func start() async throws {
    try await remote.start(context)
    context.handlers.registerFallback { call, _ in await self.remote.forward(call) }
  }

  func stop() async {
    await remote.finish()
  }
}
