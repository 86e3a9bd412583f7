public import Primitives
public import ServiceRuntime

/// Bounds how long a call takes by what calls took lately.
///
/// A fixed limit is too short on a slow day or too long on a fast one. This one is a percentile of
/// the recent latencies times a margin, kept between two bounds.
public final class AdaptiveTimeout: Protection {
  public var kind: ProtectionKind { .adaptiveTimeout }
  private let context: ServiceContext
  private var machine: AdaptiveTimeoutStateMachine

  /// A limit that begins at its greatest.
  public init(_ context: ServiceContext, _ options: Options = Options()) {
    self.context = context
    machine = AdaptiveTimeoutStateMachine(options)
  }

  /// The limit that the next call gets.
  public var limit: Duration { machine.limit }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let start = context.clock.now
    let timeout = Timeout(context, machine.limit)
    do {
      let value = try await timeout.run(scope, body)
      machine.observe(context.clock.now - start)
      return value
    } catch {
      if error.code == .deadlineExceeded, error.certainty == .indefinite {
        machine.observe(context.clock.now - start)
      }
      throw error
    }
  }

  /// How the limit follows the latencies.
  public struct Options: Hashable, Sendable {
    /// The share of calls that took no longer, 95 % unless stated.
    public var percentile: Ratio
    /// What the percentile is multiplied by, twice unless stated.
    public var margin: Ratio
    /// The least limit.
    public var shortest: Duration
    /// The greatest limit, and the limit until enough latencies are known.
    public var longest: Duration
    /// How many latencies are remembered.
    public var samples: Int
    /// How many latencies are enough.
    public var minimumSamples: Int

    /// Options with sensible values where none are given.
    ///
    /// - Precondition: the percentile is a probability, the shortest limit is positive and not
    ///   above the longest, and samples are remembered.
    public init(
      percentile: Ratio = .percent(95), margin: Ratio = Ratio(2, 1),
      between shortest: Duration = .milliseconds(100), and longest: Duration = .seconds(5),
      samples: Int = 100, minimumSamples: Int = 10
    ) {
      precondition(percentile.isProbability, "a percentile must not exceed 1, got \(percentile)")
      precondition(
        .zero < shortest && shortest <= longest,
        "limits must satisfy 0 < shortest <= longest, got \(shortest.text) and \(longest.text)")
      precondition(samples > 0, "at least one latency must be remembered, got \(samples)")
      self.percentile = percentile
      self.margin = margin
      self.shortest = shortest
      self.longest = longest
      self.samples = samples
      self.minimumSamples = minimumSamples
    }
  }
}
