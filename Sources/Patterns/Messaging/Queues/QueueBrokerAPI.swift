public import Primitives
public import ServiceRuntime

/// The requests that a queue broker answers.
public enum QueueBrokerAPI {
  /// How an exchange picks among the queues that are bound to it.
  public enum ExchangeKind: String, Hashable, Sendable, Codable {
    /// Bindings whose pattern equals the routing key.
    case direct
    /// All bindings.
    case fanout
    /// Bindings whose pattern matches word by word: `*` is one word, `#` any number of them.
    case topic
  }

  /// Makes sure that an exchange exists.
  ///
  /// Refused with `failedPrecondition` when it exists and is of another kind.
  public struct DeclareExchange: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "queue-broker.declare-exchange"
    /// The exchange's name; the empty name is the built-in one that routes to queues by name.
    public var name: String
    /// How it picks among its bindings.
    public var kind: ExchangeKind
    /// The queue that takes what no binding takes; without one it is counted and dropped.
    public var unroutableQueue: String?

    /// The request with these contents.
    public init(_ name: String, _ kind: ExchangeKind, unroutableQueue: String? = nil) {
      self.name = name
      self.kind = kind
      self.unroutableQueue = unroutableQueue
    }
  }

  /// Makes sure that a queue exists.
  ///
  /// Refused with `failedPrecondition` when it exists with other options.
  public struct DeclareQueue: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "queue-broker.declare-queue"
    /// The queue's name.
    public var name: String
    /// How it keeps and delivers its messages.
    public var options: QueueOptions

    /// The request with these contents.
    public init(_ name: String, _ options: QueueOptions = QueueOptions()) {
      self.name = name
      self.options = options
    }
  }

  /// Makes sure that a queue gets, or no longer gets, what an exchange receives under certain keys.
  public struct Bind: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "queue-broker.bind"
    /// The queue.
    public var queue: String
    /// The exchange.
    public var exchange: String
    /// Which routing keys are meant.
    public var pattern: String
    /// False removes the binding.
    public var isBound: Bool

    /// The request with these contents.
    public init(_ queue: String, to exchange: String, pattern: String, isBound: Bool = true) {
      self.queue = queue
      self.exchange = exchange
      self.pattern = pattern
      self.isBound = isBound
    }
  }

  /// Publishes a message; the reply is the broker's confirmation.
  ///
  /// Confirmed means: in every queue that it was routed to, and on disk where both the queue and
  /// the message are durable. Repeating it may leave the message twice.
  public struct Publish: Request, Hashable {
    /// The method's name.
    public static let method: Method = "queue-broker.publish"
    /// Where it is addressed to.
    public var exchange: String
    /// What bindings are compared with.
    public var routingKey: String
    /// The message.
    public var message: Message
    /// Whether the message survives a crash of the broker, where its queue does.
    public var isPersistent: Bool
    /// Whether a message that no queue takes is refused with `notFound`.
    public var isMandatory: Bool

    /// The request with these contents.
    public init(
      _ message: Message, to exchange: String, routingKey: String, isPersistent: Bool = true,
      isMandatory: Bool = false
    ) {
      self.exchange = exchange
      self.routingKey = routingKey
      self.message = message
      self.isPersistent = isPersistent
      self.isMandatory = isMandatory
    }

    /// The broker's confirmation.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// The queues that hold the message now.
      public var queues: [String]
    }
  }

  /// Waits for messages; a newer request of the same consumer ends an older one that still waits.
  public struct Receive: Request, Hashable {
    /// The method's name.
    public static let method: Method = "queue-broker.receive"
    /// The queue.
    public var queue: String
    /// Who receives; unique to one life of one consumer.
    public var consumer: String
    /// The most messages that the consumer may hold without having acknowledged them.
    public var prefetch: Int
    /// How long to wait when there is nothing.
    public var wait: Duration

    /// The request with these contents.
    public init(queue: String, consumer: String, prefetch: Int, wait: Duration) {
      self.queue = queue
      self.consumer = consumer
      self.prefetch = prefetch
      self.wait = wait
    }

    /// What there was, in the queue's order.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// The messages; none when the wait was in vain.
      public var deliveries: [QueueDelivery]
    }
  }

  /// Says that messages are finished; they are gone when the reply comes.
  public struct Acknowledge: Request, Hashable {
    /// The method's name.
    public static let method: Method = "queue-broker.acknowledge"
    /// The queue.
    public var queue: String
    /// Who received them.
    public var consumer: String
    /// What they were delivered under.
    public var tags: [Int64]

    /// The request with these contents.
    public init(queue: String, consumer: String, tags: [Int64]) {
      self.queue = queue
      self.consumer = consumer
      self.tags = tags
    }

    /// What was removed.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// The tags that still meant something; the other messages will come, or came, again.
      public var acknowledged: [Int64]
    }
  }

  /// Gives messages back.
  public struct Reject: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "queue-broker.reject"
    /// The queue.
    public var queue: String
    /// Who received them.
    public var consumer: String
    /// What they were delivered under.
    public var tags: [Int64]
    /// Whether they may be delivered again; otherwise they go to the dead-letter queue.
    public var requeue: Bool
    /// How long they rest before they are delivered again.
    public var delay: Duration

    /// The request with these contents.
    public init(
      queue: String, consumer: String, tags: [Int64], requeue: Bool, delay: Duration = .zero
    ) {
      self.queue = queue
      self.consumer = consumer
      self.tags = tags
      self.requeue = requeue
      self.delay = delay
    }
  }

  /// A consumer's sign of life while it works, or its farewell.
  public struct Attend: Request, Hashable {
    /// Nothing but the confirmation.
    public typealias Reply = Done
    /// The method's name.
    public static let method: Method = "queue-broker.attend"
    /// The queue.
    public var queue: String
    /// The consumer.
    public var consumer: String
    /// Whether it leaves; what it holds is ready again at once.
    public var isLeaving: Bool

    /// The request with these contents.
    public init(queue: String, consumer: String, isLeaving: Bool = false) {
      self.queue = queue
      self.consumer = consumer
      self.isLeaving = isLeaving
    }
  }

  /// Asks what a queue holds.
  public struct Inspect: Request, Hashable {
    /// The method's name.
    public static let method: Method = "queue-broker.inspect"
    /// The queue.
    public var queue: String

    /// The request with these contents.
    public init(queue: String) {
      self.queue = queue
    }

    /// Numbers of messages.
    public struct Reply: Codable, Hashable, Sendable, Fingerprinted {
      /// Can be delivered, or rest until they can.
      public var ready: Int
      /// Consumers hold them.
      public var held: Int
    }
  }
}

/// A message from a queue.
public struct QueueDelivery: Codable, Hashable, Sendable, Fingerprinted {
  /// What to acknowledge or reject it by; good for this one delivery.
  public var tag: Int64
  /// The message.
  public var message: Message
  /// Which delivery this is, as far as the broker remembers; one at first.
  public var attempt: Int
  /// Whether it may have been delivered before.
  public var isRedelivered: Bool
}
