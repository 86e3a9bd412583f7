package import Primitives

/// Decides whether a feature is on, given how much pressure there is.
///
/// Two thresholds and a time of calm keep it from flickering: turning a feature off relieves the
/// very pressure that turned it off.
package struct FeatureFlagStateMachine: Hashable, Sendable {
  private let options: FeatureFlag.Options
  private var isOnByItself = true
  private var calmSince: Instant?
  /// What a person has decided, if anyone has.
  package var decision: Bool?

  /// A feature that is on.
  package init(_ options: FeatureFlag.Options) {
    self.options = options
  }

  /// Whether the feature is on.
  package var isOn: Bool { decision ?? isOnByItself }

  /// Takes in how much pressure there is, such as the share of calls that fail.
  package mutating func observe(_ pressure: Ratio, at now: Instant) {
    if pressure >= options.offAt {
      isOnByItself = false
      calmSince = nil
    } else if pressure > options.onAt {
      calmSince = nil
    } else {
      let since = calmSince ?? now
      calmSince = since
      if now - since >= options.calm { isOnByItself = true }
    }
  }
}
