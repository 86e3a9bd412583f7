import ServiceRuntime

/// The handlers of one consumer, by topic and type.
struct Subscriptions {
  typealias Handler = (Delivery) async throws -> Void

  private var entries: [(topic: String, type: String, handler: Handler)] = []

  /// The topics that have a handler, each once.
  var topics: [String] {
    var names: [String] = []
    for entry in entries where !names.contains(entry.topic) { names.append(entry.topic) }
    return names
  }

  mutating func add(_ topic: String, _ type: String, _ handler: @escaping Handler) {
    precondition(
      self.handler(of: type, on: topic) == nil, "\(type) on \(topic) has a handler already")
    entries.append((topic, type, handler))
  }

  /// The handler of a type; nothing for a topic means any, where a queue mixes them.
  func handler(of type: String, on topic: String? = nil) -> Handler? {
    entries.first { $0.type == type && (topic == nil || $0.topic == topic) }?.handler
  }
}

/// When a consumer tells the broker that it is done with a message.
public enum Acknowledgement: String, Hashable, Sendable, Codable {
  /// When the handler has returned: a crash repeats work.
  case afterWork = "after-work"
  /// Before the handler runs: a crash loses work.
  case beforeWork = "before-work"
}

extension ServiceContext {
  /// Runs work while signs of life are sent, until it ends.
  func withSignsOfLife<Result>(
    every interval: Duration, _ sign: @escaping () async -> Void,
    _ work: () async throws -> Result
  ) async rethrows -> Result {
    let clock = clock
    let pulse = tasks.spawn("signs of life") {
      while (try? await clock.sleep(for: interval)) != nil { await sign() }
    }
    defer { pulse.cancel() }
    return try await work()
  }
}
