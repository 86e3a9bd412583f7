import Checking
import Engine
package import Harness
import Primitives

/// A run as a sequence of moments that a person can follow.
///
/// Not every event is a moment: arrivals of messages that lead to a moment of their own, commits
/// that the service tells in its own words and the like are left out.
package struct Timeline {
  /// The moments in order of time.
  package let moments: [Moment]
  /// How many events the run had that are not told.
  package let omitted: Int

  /// The timeline of a run with a full trace.
  package init(_ record: RunRecord) {
    let trace = record.trace
    let words = EventWords(record)
    let violation = Timeline.violation(of: record)
    moments = (0..<record.traceLength).compactMap { index in
      let event = trace.events[index]
      let line = words.words(index)
      // The violation is told even where it is an event of a kind that is left out.
      guard line != nil || index == violation else { return nil }
      return Moment(
        instant: event.instant, place: trace.name(of: event.place) ?? "",
        text: line?.text ?? words.label(index), event: index,
        weight: index == violation ? .violation : line?.weight ?? .ordinary)
    }
    omitted = record.traceLength - moments.count
  }

  /// The event at which the first law was broken.
  private static func violation(of record: RunRecord) -> Int? {
    let evidence = record.firstViolation?.verdict.evidence
    let events = record.trace.events
    return evidence?.events.last { event in
      events.indices.contains(event) && events[event].instant == evidence?.when
    }
  }

  /// The moments around an event: at most so many before it and after it.
  package func around(_ event: Int, before: Int, after: Int) -> ArraySlice<Moment> {
    let center = moments.firstIndex { $0.event >= event } ?? moments.endIndex
    let first = max(moments.startIndex, center - before)
    let last = min(moments.endIndex, center + after + 1)
    return moments[first..<last]
  }
}
