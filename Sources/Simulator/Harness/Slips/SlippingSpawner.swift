import ServiceRuntime

/// A spawner as careless code uses it: some work never begins.
final class SlippingSpawner: TaskSpawner {
  private let base: any TaskSpawner
  private let lost: [String]

  init(_ base: any TaskSpawner, _ slips: [Slip]) {
    self.base = base
    lost = slips.filter { $0.kind == .loseTask }.map(\.target)
  }

  func spawn(_ label: String, _ body: @escaping () async -> Void) -> any SpawnedTask {
    lost.contains { label.hasPrefix($0) } ? LostTask() : base.spawn(label, body)
  }

  /// Work that never began and whose end nobody waits for.
  private final class LostTask: SpawnedTask {
    func cancel() {}
    func join() async throws(Cancelled) {}
  }
}
