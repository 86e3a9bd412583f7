package import Primitives

/// How much of a run is kept.
package enum TraceLevel: Hashable, Sendable {
  /// The digest and its checkpoints only; a run that fails is run again in full.
  case digest
  /// Every event with its texts.
  case full
}

/// Everything that happened in a run, in order.
///
/// Events are kept as values in one buffer and their texts in another, so that recording a
/// million events costs no object each.
@usableFromInline
package final class Trace {
  /// How much is kept.
  package let level: TraceLevel
  /// The events, none below the full level.
  package private(set) var events: [TraceEvent] = []
  /// The digest at regular numbers of events, to find where two runs part.
  package private(set) var checkpoints: [Checkpoint] = []
  /// How many events of a full trace had been written at each checkpoint.
  package private(set) var checkpointLengths: [Int] = []
  /// The event of a full trace for which it is kept what code wrote it.
  package var stackOf: Int?
  /// What wrote that event.
  package private(set) var stack: CallStack?
  /// The names of places, by index.
  @exclusivity(unchecked) package private(set) var places: [String] = []
  private var texts: [String] = []

  /// The digest after a number of events.
  package struct Checkpoint: Hashable, Sendable {
    /// How many events had happened.
    package let event: Int
    /// The digest then.
    package let digest: Digest
  }

  /// An empty trace.
  package init(level: TraceLevel) {
    self.level = level
    isHeeded = level == .full
    places.reserveCapacity(8)
  }

  /// Told of everything that is recorded, at every level.
  ///
  /// What it does at once must not change the run, for which there are interruptions.
  package var watcher: ((TraceKind, Int32, Int32) -> Void)? {
    didSet { isHeeded = isFull || watcher != nil }
  }
  /// Whether anything is done with what is recorded beyond the digest.
  @exclusivity(unchecked) @usableFromInline private(set) var isHeeded: Bool

  /// Whether events and texts are kept.
  package var isFull: Bool { level == .full }

  /// Makes a place known and gives its index.
  package func addPlace(_ name: String) -> Int32 {
    places.append(name)
    return Int32(places.count - 1)
  }

  /// The name of a place, or nothing for nowhere in particular.
  package func name(of place: Int32) -> String? {
    place >= 0 ? places[Int(place)] : nil
  }

  /// A text by its index, empty for none.
  package func text(_ index: Int32) -> String {
    index >= 0 ? texts[Int(index)] : ""
  }

  func append(_ event: TraceEvent) -> Int32 {
    events.append(event)
    if stackOf == events.count - 1 { stack = .here }
    return Int32(events.count - 1)
  }

  func store(_ text: String) -> Int32 {
    guard !text.isEmpty else { return -1 }
    texts.append(text)
    return Int32(texts.count - 1)
  }

  /// Replaces every text, such as by one in which something is left out.
  package func rewriteTexts(_ rewritten: (String) -> String) {
    texts = texts.map(rewritten)
  }

  func addCheckpoint(event: Int, digest: Digest) {
    checkpoints.append(Checkpoint(event: event, digest: digest))
    checkpointLengths.append(events.count)
  }
}
