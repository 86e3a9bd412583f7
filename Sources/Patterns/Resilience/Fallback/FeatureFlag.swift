public import Primitives
public import ServiceRuntime

/// Does without a feature while it costs too much, and brings it back when things are calm.
///
/// For what a page can do without. A person can decide either way and take the decision back.
public final class FeatureFlag: Protection {
  public var kind: ProtectionKind { .featureFlag }
  /// The feature.
  public let name: String
  private let context: ServiceContext
  private var machine: FeatureFlagStateMachine

  /// A feature that is on.
  public init(_ context: ServiceContext, named name: String, _ options: Options = Options()) {
    self.context = context
    self.name = name
    machine = FeatureFlagStateMachine(options)
  }

  /// Whether the feature is on.
  public var isOn: Bool { machine.isOn }

  /// Takes in how much pressure there is, such as the share of calls that fail.
  public func observe(_ pressure: Ratio) {
    observing { $0.observe(pressure, at: context.clock.now) }
  }

  /// Turns the feature on or off whatever the pressure; nothing leaves it to the pressure again.
  public func decide(_ decision: Bool?) {
    observing { $0.decision = decision }
  }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    guard isOn else {
      throw Refusal.error(.unavailable, by: kind, in: context, "\(name) is turned off")
    }
    return try await body(scope)
  }

  private func observing(_ input: (inout FeatureFlagStateMachine) -> Void) {
    let before = machine.isOn
    input(&machine)
    if machine.isOn != before {
      context.count("feature-flag.\(machine.isOn ? "on" : "off")")
      context.log(.warning, "\(name) was turned \(machine.isOn ? "on" : "off")")
    }
  }

  /// How much pressure is too much.
  public struct Options: Hashable, Sendable {
    /// The pressure at which the feature goes off.
    public var offAt: Ratio
    /// The pressure up to which things are calm.
    public var onAt: Ratio
    /// How long things must be calm before the feature returns.
    public var calm: Duration

    /// Options; off at a half, on after half a minute at a tenth or less, unless stated.
    ///
    /// - Precondition: the feature returns below the pressure at which it goes.
    public init(
      offAt: Ratio = .percent(50), onAt: Ratio = .percent(10), calm: Duration = .seconds(30)
    ) {
      precondition(onAt < offAt, "on at \(onAt) must lie below off at \(offAt)")
      self.offAt = offAt
      self.onAt = onAt
      self.calm = calm
    }
  }
}
