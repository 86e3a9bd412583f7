/// Which of several ready tasks goes next.
///
/// With one task ready there is no choice and no draw is taken.
public enum SchedulingPolicy: Hashable, Sendable {
  /// The one that became ready first.
  case arrivalOrder
  /// Any one, equally likely.
  case randomOrder
}
