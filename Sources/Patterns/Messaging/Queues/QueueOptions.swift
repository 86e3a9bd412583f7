public import Primitives

/// How a queue keeps and delivers its messages.
public struct QueueOptions: Hashable, Sendable, Codable, Fingerprinted {
  /// Whether the queue and its persistent messages survive a crash of the broker.
  public var isDurable = true
  /// The most messages that may be ready at once; nothing means any number.
  public var maximumLength: Int?
  /// What happens to a message for which there is no room.
  public var overflow = Overflow.dropOldest
  /// How long a message may wait to be delivered, by the broker's wall clock.
  public var timeToLive: Duration?
  /// How long a consumer may hold a message before it is taken back.
  public var acknowledgementTimeout = Duration.seconds(30)
  /// How long a consumer may be silent before it counts as lost.
  public var consumerTimeout = Duration.seconds(10)
  /// After how many deliveries in vain a message is given up; nothing means never.
  public var maximumDeliveries: Int?
  /// The queue that takes given-up messages; without one they are dropped and counted.
  public var deadLetterQueue: String?

  /// What is wrong with the options, or nothing.
  var fault: String? {
    let bounds = [maximumLength, maximumDeliveries].compactMap(\.self)
    if bounds.contains(where: { $0 < 1 }) { return "a bound must be one at least" }
    let spans = [acknowledgementTimeout, consumerTimeout, timeToLive ?? .seconds(1)]
    return spans.contains { $0 <= .zero } ? "a time limit must be longer than nothing" : nil
  }

  /// A durable queue without bounds that redelivers for ever.
  public init() {}

  /// What happens when a queue is full.
  public enum Overflow: String, Hashable, Sendable, Codable {
    /// The oldest ready message is given up.
    case dropOldest = "drop-oldest"
    /// The new message is refused, and its publication with it.
    case rejectNew = "reject-new"
  }
}

/// Why a queue gave up a message.
public enum DeadLetterReason: String, Hashable, Sendable, Codable {
  /// A consumer rejected it for good.
  case rejected
  /// It was delivered in vain as often as the queue allows.
  case deliveries
  /// It waited longer than the queue allows.
  case expired
  /// The queue was full.
  case overflow
}
