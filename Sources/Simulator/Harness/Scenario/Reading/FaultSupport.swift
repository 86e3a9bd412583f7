import World

/// Whether the part of the world that a fault is for supports it there, by the failure model.
///
/// What is refused here would otherwise be a fault that is planned, never strikes and makes a run
/// look better than it was.
struct FaultSupport {
  private let name: String
  private let rows: [FailureModel.Row]

  init(_ action: FaultAction) {
    name = action.name
    rows = FailureModel.rows(named: action.name)
  }

  /// Why the fault cannot happen to what a selector means; nothing when it can.
  func objection(to selector: Selector) -> String? {
    guard let part = rows.first?.part else { return nil }
    switch part {
    case .messages, .links:
      return nil
    case .hosts, .clocks:
      return selector.isLink ? "'\(name)' happens to hosts, '\(selector.text)' is a link" : nil
    case .disks, .stores:
      if selector.isLink { return "'\(name)' happens to hosts, '\(selector.text)' is a link" }
      return selector.isClient
        ? "'\(name)' happens to services, and clients like '\(selector.text)' keep nothing" : nil
    case .outside:
      return "'\(name)' is outside every host; leave out '\(selector.text)'"
    case .code:
      return selector.isLink || selector.isClient
        ? "'\(name)' happens in the code of services, not to '\(selector.text)'" : nil
    }
  }
}

extension Selector {
  fileprivate var isLink: Bool {
    if case .link = self { true } else { false }
  }

  fileprivate var isClient: Bool {
    if case .hosts(.client) = self { true } else { false }
  }
}
