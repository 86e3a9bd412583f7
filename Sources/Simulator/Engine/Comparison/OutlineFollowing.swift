package import Primitives

/// How far a run did what the outline of another one says.
///
/// The steps of each place are to come again in their order; what the outline does not know,
/// because code was added, may come in between. Steps of different places are not held against
/// each other: an added wait moves the one past the other without changing what either does.
package struct OutlineFollowing: Hashable, Sendable {
  /// How many recorded steps came again.
  package let followed: Int
  /// How many steps were recorded.
  package let recorded: Int
  /// How many steps of the run the outline does not have there.
  package let added: Int
  /// The first recorded step that did not come again; nothing when all did.
  package let parting: Parting?
  /// How many of the recorded faults struck again.
  package let faultsStruck: Int
  /// How many faults were recorded.
  package let faultsRecorded: Int

  /// Where a run parts from an outline.
  package struct Parting: Hashable, Sendable {
    /// The position of the step in the outline, counted from zero.
    package let step: Int
    /// What the outline has there.
    package let expected: String
    /// The number of the run's event in its place, counted from one.
    ///
    /// Nothing where the place does nothing more.
    package let event: Int?
    /// What the run did instead; nothing where the place does nothing more.
    package let seen: String?
    /// The instant until which the run had followed at that place.
    package let instant: Instant
  }

  /// Holds a full trace, or its first events, against an outline.
  package init(_ outline: RunOutline, _ trace: Trace, length: Int? = nil) {
    var matching = OutlineMatching(outline)
    let events = trace.events.prefix(length ?? trace.events.count)
    for (index, event) in events.enumerated() {
      guard let name = trace.outlineName(of: event) else { continue }
      matching.take(name, index, event.instant)
    }
    followed = matching.followed
    recorded = outline.steps.count
    added = matching.added
    parting = matching.parting
    faultsStruck = matching.struck
    faultsRecorded = matching.faultsRecorded
  }

  /// Whether every recorded step came again.
  package var isComplete: Bool { parting == nil }
}

extension OutlineFollowing: CustomStringConvertible {
  /// How far it followed and where it parted, a line or two.
  package var description: String {
    var text = "followed \(followed) of \(recorded) steps"
    if added > 0 { text += ", \(added) added" }
    if faultsRecorded > 0 {
      text += "; \(faultsStruck) of \(faultsRecorded) faults struck again"
    }
    guard let parting else { return text }
    text += "\nparted at step \(parting.step + 1), after \(parting.instant): \(parting.expected)"
    guard let seen = parting.seen, let event = parting.event else {
      return text + "\ninstead nothing more happened there"
    }
    return text + "\ninstead event \(event): \(seen)"
  }
}

/// Walks through a run beside an outline, place by place.
private struct OutlineMatching {
  private let outline: RunOutline
  private var lanes: [String: Lane] = [:]
  private(set) var followed = 0
  private(set) var added = 0
  private(set) var struck = 0

  /// What is recorded of one place, and how far the run has done it.
  private struct Lane {
    var steps: [Int] = []
    var next = 0
    var instant = Instant.zero
    /// The first event since the last step that was followed.
    var stray: (name: String, index: Int)?
  }

  init(_ outline: RunOutline) {
    self.outline = outline
    for step in outline.steps.indices {
      lanes[OutlineMatching.place(of: outline.name(of: step)), default: Lane()].steps.append(step)
    }
  }

  /// The second word of a name, which is the place.
  private static func place(of name: String) -> String {
    let words = name.split(separator: " ", maxSplits: 2)
    return words.count > 1 ? String(words[1]) : ""
  }

  private static func isFault(_ name: String) -> Bool { name.hasPrefix("fault-struck") }

  mutating func take(_ name: String, _ index: Int, _ instant: Instant) {
    let place = OutlineMatching.place(of: name)
    var lane = lanes[place] ?? Lane()
    if lane.next < lane.steps.count, outline.name(of: lane.steps[lane.next]) == name {
      lane.next += 1
      lane.instant = instant
      lane.stray = nil
      followed += 1
      if OutlineMatching.isFault(name) { struck += 1 }
    } else {
      added += 1
      if lane.stray == nil { lane.stray = (name, index) }
    }
    lanes[place] = lane
  }

  var faultsRecorded: Int {
    outline.steps.indices.count { OutlineMatching.isFault(outline.name(of: $0)) }
  }

  var parting: OutlineFollowing.Parting? {
    let open = outline.steps.indices.first { step in
      let lane = lanes[OutlineMatching.place(of: outline.name(of: step))]
      return lane.map { $0.next < $0.steps.count && $0.steps[$0.next] == step } ?? false
    }
    guard let open, let lane = lanes[OutlineMatching.place(of: outline.name(of: open))] else {
      return nil
    }
    return OutlineFollowing.Parting(
      step: open, expected: outline.name(of: open), event: lane.stray.map { $0.index + 1 },
      seen: lane.stray?.name, instant: lane.instant)
  }
}
