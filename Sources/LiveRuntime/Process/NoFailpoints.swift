package import ServiceRuntime

/// Named points at which nothing happens.
package final class NoFailpoints: Failpoints {
  /// Points at which nothing happens.
  package init() {}

  package var isArmed: Bool { false }

  package func reach(_ name: FailpointName) async throws {}
}
