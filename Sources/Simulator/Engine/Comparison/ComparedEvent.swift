package import Primitives

/// An event of a trace as it can be compared with one of another run, in another process too.
package struct ComparedEvent: Hashable, Sendable {
  /// When it happened, in nanoseconds.
  package var instant: Int64
  /// Its kind, as scenarios write it.
  package var kind: String
  /// The place where it happened, empty for nowhere in particular.
  package var place: String
  /// The other place that it concerns, empty for none.
  package var peer: String
  /// The label of the task that did it, empty where it is not known.
  package var task: String
  /// What it is about.
  package var subject: UInt64
  /// A number that belongs to it.
  package var value: UInt64
  /// What happened in words, with what belongs to it.
  package var text: String
  /// One word of the run's digest after the event.
  package var mark: UInt64

  /// When it happened.
  package var when: Instant { Instant(nanoseconds: instant) }

  /// Whether the same happened, wherever the runs' digests stood.
  package func isSame(as other: ComparedEvent) -> Bool {
    var copy = other
    copy.mark = mark
    return self == copy
  }
}

extension ComparedEvent: CustomStringConvertible {
  /// Kind, subject, value and words.
  package var description: String {
    var text = "\(kind) \(subject) \(value)"
    if !self.text.isEmpty { text += " '\(self.text)'" }
    return text
  }
}

extension Trace {
  /// The events of a full trace, for a comparison.
  package var comparedEvents: [ComparedEvent] {
    events.map { event in
      let words = [text(event.text), text(event.detail)].filter { !$0.isEmpty }
      return ComparedEvent(
        instant: event.instant.nanoseconds, kind: event.kind.name,
        place: name(of: event.place) ?? "", peer: name(of: event.peer) ?? "",
        task: text(event.task), subject: event.subject, value: event.value,
        text: words.joined(separator: " "), mark: event.mark)
    }
  }
}
