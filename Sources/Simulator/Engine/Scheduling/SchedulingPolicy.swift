/// Which of several ready tasks goes next.
///
/// With one task ready there is no choice and no draw is taken. Each policy has a text form that
/// belongs to the line which replays a run: `arrival`, `random`, `pct:3@420`, `recorded:…`.
public enum SchedulingPolicy: Hashable, Sendable {
  /// The one that became ready first.
  case arrivalOrder
  /// Any one, equally likely.
  case randomOrder
  /// The one of highest priority, where priorities change a few times in a run.
  case priorityChange(PriorityChange)
  /// The ones that another run chose.
  case recordedOrder(RecordedOrder)
}

extension SchedulingPolicy: CustomStringConvertible {
  /// The text form.
  public var description: String {
    switch self {
    case .arrivalOrder: "arrival"
    case .randomOrder: "random"
    case .priorityChange(let change): "pct:\(change)"
    case .recordedOrder(let order): "recorded:\(order)"
    }
  }

  /// The policy of a text form; nothing when it is none.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let parameters = parts.count == 2 ? String(parts[1]) : nil
    switch (String(parts[0]), parameters) {
    case ("arrival", nil):
      self = .arrivalOrder
    case ("random", nil):
      self = .randomOrder
    case ("pct", let parameters?):
      guard let change = PriorityChange(parameters) else { return nil }
      self = .priorityChange(change)
    case ("recorded", let parameters?):
      guard let order = RecordedOrder(parameters) else { return nil }
      self = .recordedOrder(order)
    default:
      return nil
    }
  }
}
