import Primitives
import Resilience
public import ServiceRuntime

/// Publishes what an outbox owes, each message at least once, those of one key in order.
///
/// A message leaves the outbox only after the broker has confirmed it. One that cannot be published
/// holds back the later ones of its key and nobody else.
public final class OutboxRelay {
  private let context: ServiceContext
  private let outbox: Outbox
  private let publisher: any MessagePublisher
  private let period: Duration
  private let batch: Int
  private var isWanted = false
  private var rest: (any SpawnedTask)?

  /// A relay.
  ///
  /// - Parameters:
  ///   - period: how long it rests when there is nothing to do and nobody wakes it.
  ///   - batch: how many messages it takes at once.
  public init(
    _ context: ServiceContext, _ outbox: Outbox, to publisher: any MessagePublisher,
    period: Duration = .seconds(1), batch: Int = 50
  ) {
    precondition(period > .zero, "a relay must rest, got \(period.text)")
    precondition(batch > 0, "a relay takes at least one message at once, got \(batch)")
    self.context = context
    self.outbox = outbox
    self.publisher = publisher
    self.period = period
    self.batch = batch
  }

  /// Publishes from now on, until the process ends.
  public func run() {
    outbox.addWatcher { [unowned self] in wake() }
    context.tasks.spawn("outbox relay") {
      while true {
        self.isWanted = false
        let isLevel: Bool
        do {
          isLevel = try await self.publishBatch()
        } catch is Cancelled {
          return
        } catch {
          self.context.log(.warning, "the outbox was not relayed", [.init("error", "\(error)")])
          isLevel = true
        }
        guard isLevel, !self.isWanted else { continue }
        guard await self.restABit() else { return }
      }
    }
  }

  /// Publishes what is owed now, at most a batch.
  ///
  /// - Returns: whether nothing is left that could be published at once.
  public func publishBatch() async throws -> Bool {
    let entries = try await outbox.next(limit: batch)
    var sent: [OutboxEntry] = []
    var heldBack: Set<String> = []
    for entry in entries {
      if let key = entry.message.key, heldBack.contains("\(entry.topic)/\(key)") { continue }
      do {
        try await publisher.publish(entry.message, to: entry.topic)
        try await context.failpoint("outbox-after-publish-before-removal")
        sent.append(entry)
      } catch let error as RPCError {
        if error.code == .cancelled { throw Cancelled.process }
        if let key = entry.message.key { heldBack.insert("\(entry.topic)/\(key)") }
        context.log(
          .warning, "message \(entry.message.id) was not published", [.init("error", error)])
        context.count("outbox.failed")
      }
    }
    if !sent.isEmpty { try await outbox.remove(sent) }
    return sent.count < batch
  }

  private func wake() {
    isWanted = true
    rest?.cancel()
  }

  /// Waits until somebody wakes the relay or its period is over; false when the process ends.
  private func restABit() async -> Bool {
    let rest = context.tasks.spawn("outbox rest") {
      try? await self.context.clock.sleep(for: self.period)
    }
    self.rest = rest
    defer { self.rest = nil }
    return (try? await rest.join()) != nil
  }
}
