import Messaging
import Primitives
import ServiceRuntime

/// What the tests publish.
struct Sale: Codable, Sendable, Fingerprinted, Equatable {
  var number: Int
}

/// The topic that the tests publish on.
let sales = Topic<Sale>("sales", carrying: "sale-made")

/// How often a message took effect in a recorder's store.
struct Effect: Codable, Sendable, Fingerprinted {
  var times: Int
}

/// A service whose only work is to note, durably, which messages it handled.
final class Recorder: Service {
  enum Points {
    static let begun: FailpointName = "work-begun-before-commit"
    static let committed: FailpointName = "work-committed-before-return"
  }

  static let effects = Table<Effect>("effects")
  private let context: ServiceContext
  private let consumer: any MessageSubscriber
  private let begin: () -> Void
  private let end: () async -> Void

  init(_ context: ServiceContext, queue consumer: QueueConsumer) {
    self.context = context
    self.consumer = consumer
    begin = { consumer.start() }
    end = { await consumer.drain() }
  }

  init(_ context: ServiceContext, log consumer: LogConsumer) {
    self.context = context
    self.consumer = consumer
    begin = { consumer.start() }
    end = { await consumer.drain() }
  }

  func start() async throws {
    let context = context
    consumer.subscribe(to: sales) { _, delivery in
      let id = delivery.message.id.text
      try await context.failpoint(Points.begun)
      try await context.store.transaction { transaction in
        let times = try await transaction.getForUpdate(Recorder.effects, id)?.times ?? 0
        try await transaction.put(Recorder.effects, id, Effect(times: times + 1))
      }
      context.count("handled \(id)")
      try await context.failpoint(Points.committed)
    }
    begin()
  }

  func drain() async { await end() }
}

extension TestWorld {
  /// How often each message took effect at a recorder, in order of their names.
  func effects(of recorder: String = "recorder") -> [String: Int] {
    (store(recorder).tables["effects"] ?? [:]).mapValues { Recorder.effects.value(of: $0).times }
  }

  static func ids(_ count: Int) -> [String] { (0..<count).map { "m\($0)" } }

  /// Each of the first messages, once.
  static func once(_ count: Int) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: ids(count).map { ($0, 1) })
  }

  /// Publishes the first messages, three keys taking turns; records what was not confirmed.
  static func publish(
    _ count: Int, with publisher: any MessagePublisher, from first: Int = 0
  ) async throws {
    for number in first..<(first + count) {
      try await publisher.publish(
        Sale(number: number), on: sales, id: Identifier("m\(number)"), key: "k\(number % 3)")
    }
  }
}

extension ServiceContext {
  /// Why the broker refuses a request, or nothing when it does not.
  ///
  /// The macros for expected errors run their code on another executor, which a simulated process
  /// must not leave.
  func refusal(of request: some Request) async -> RPCError.Code? {
    do throws(RPCError) {
      _ = try await call(request, to: "broker")
      return nil
    } catch {
      return error.code
    }
  }
}
