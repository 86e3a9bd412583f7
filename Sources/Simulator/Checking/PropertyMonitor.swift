public import Primitives

/// Looks at the laws whose subjects have changed and keeps the first breach of each.
///
/// The owner announces changes by subject key and then calls `look`, usually once an event. A look
/// after which nothing relevant changed costs two comparisons and allocates nothing; a law that
/// is already decided is not evaluated again.
@usableFromInline
package struct PropertyMonitor<World> {
  /// The laws under watch, in the order given.
  package let properties: [Property<World>]
  /// The evaluations, over a world whose type they know: a list of functions of a type that is
  /// known only later would need that type's description for each look.
  private let looks: [@Sendable (UnsafeRawPointer, Instant) throws -> Finding]
  private let names: LawNames
  private var watches: [PropertyWatch]
  /// Laws for which a satisfied look changes nothing but the number of looks.
  private var isPlain: BitSet
  /// The number of such looks, kept apart so that most looks touch one number only.
  private var plainLooks: [Int]
  private let subjects: SubjectIndex
  private var dirty: BitSet
  private var undecided: BitSet
  private var hasChanges = false
  private var earliestDeadline = Instant.distantFuture

  /// A monitor of the given laws.
  ///
  /// - Precondition: no two laws share an id.
  @inlinable
  package init(_ properties: [Property<World>]) {
    self.init(properties, looks: properties.map { $0.look })
  }

  @usableFromInline
  init(
    _ properties: [Property<World>],
    looks: [@Sendable (UnsafeRawPointer, Instant) throws -> Finding]
  ) {
    // Not a key path: in generic code one is made anew each time.
    let ids = OrderedSet(properties.map { $0.id })
    precondition(
      ids.count == properties.count,
      "every property needs an id of its own: \(properties.count) properties, \(ids.count) ids")
    self.properties = properties
    self.looks = looks
    names = LawNames(ids.members)
    watches = properties.map { PropertyWatch(kind: $0.kind) }
    plainLooks = [Int](repeating: 0, count: properties.count)
    isPlain = BitSet(capacity: properties.count)
    for (position, property) in properties.enumerated() where property.kind.isPlain {
      isPlain.insert(position)
    }
    subjects = SubjectIndex(properties.map { $0.kind.isWatchedOnChange ? $0.reads : [] })
    dirty = BitSet(capacity: properties.count)
    undecided = BitSet(capacity: properties.count)
    for position in properties.indices { undecided.insert(position) }
  }

  /// The key of a subject, or nothing when no law reads it and changes need not be announced.
  package func key(of subject: Subject) -> SubjectKey? { subjects.key(of: subject) }

  /// Whether some law reads a subject or a part of it.
  package func isRead(_ subject: Subject) -> Bool { subjects.isRead(subject) }

  /// How often any law was evaluated so far.
  package var evaluations: Int { watches.reduce(plainLooks.reduce(0, +)) { $0 + $1.looks } }

  /// Says that a subject has changed since the last look.
  package mutating func changed(_ key: SubjectKey) {
    subjects.mark(key, in: &dirty)
    hasChanges = true
  }

  /// Looks once at every law that is watched on changes, as a run begins.
  package mutating func begin(with world: World, at instant: Instant) {
    for position in properties.indices where properties[position].kind.isWatchedOnChange {
      dirty.insert(position)
    }
    hasChanges = true
    look(at: world, instant, event: 0)
  }

  /// Looks at the laws whose subjects have changed since the last look.
  ///
  /// The event is the position in the trace of what happened last; the location is asked for only
  /// when a law turns out to be broken.
  package mutating func look(
    at world: World, _ instant: Instant, event: Int, location: @autoclosure () -> String = ""
  ) {
    if instant > earliestDeadline { expireDebts(before: instant) }
    guard hasChanges else { return }
    hasChanges = false
    withUnsafePointer(to: world) { world in
      for word in 0..<dirty.words.count {
        var bits = dirty.words[word] & undecided.words[word]
        dirty.clear(word: word)
        while bits != 0 {
          let position = word * 64 + bits.trailingZeroBitCount
          bits &= bits - 1
          evaluate(position, world, instant, event, location)
        }
      }
    }
  }

  /// Looks at every law that is watched on changes, whether anything has changed or not.
  package mutating func lookAtAll(_ world: World, _ instant: Instant, event: Int) {
    for position in properties.indices where properties[position].kind.isWatchedOnChange {
      dirty.insert(position)
    }
    hasChanges = true
    look(at: world, instant, event: event)
  }

  /// Looks at the laws about a system at rest.
  package mutating func rest(
    with world: World, at instant: Instant, event: Int, location: @autoclosure () -> String = ""
  ) {
    for position in properties.indices where properties[position].kind == .afterQuiescence {
      guard undecided.contains(position) else { continue }
      withUnsafePointer(to: world) { evaluate(position, $0, instant, event, location) }
    }
  }

  /// Takes a last look and gives the judgement on every law, in the order of the laws.
  ///
  /// A run that was cut short says nothing about its last state, so that laws about the end stay
  /// undecided.
  package mutating func finish(
    with world: World, at instant: Instant, event: Int, isComplete: Bool = true
  ) -> [PropertyReport] {
    look(at: world, instant, event: event)
    expireDebts(before: Instant(nanoseconds: instant.nanoseconds + 1))
    for position in properties.indices where properties[position].kind == .atEnd && isComplete {
      withUnsafePointer(to: world) { evaluate(position, $0, instant, event, { "" }) }
    }
    for position in properties.indices {
      watches[position].addKept(plainLooks[position])
      plainLooks[position] = 0
    }
    return properties.indices.map { position in
      PropertyReport(
        id: properties[position].id, kind: properties[position].kind,
        documentation: properties[position].documentation, source: properties[position].source,
        verdict: watches[position].verdict(isComplete: isComplete),
        looks: watches[position].looks, reached: watches[position].reached)
    }
  }

  @inline(__always)
  private mutating func evaluate(
    _ position: Int, _ world: UnsafePointer<World>, _ instant: Instant, _ event: Int,
    _ location: () -> String
  ) {
    LawInSight.name = names[position]
    defer { LawInSight.name = nil }
    do {
      let finding = try looks[position](UnsafeRawPointer(world), instant)
      if case .satisfied = finding, isPlain.contains(position) {
        plainLooks[position] += 1
        return
      }
      take(finding, of: position, instant, event, location)
    } catch {
      watches[position].breakDown(error, instant)
      undecided.remove(position)
    }
  }

  @inline(never)
  private mutating func take(
    _ finding: Finding, of position: Int, _ instant: Instant, _ event: Int,
    _ location: () -> String
  ) {
    watches[position].take(finding, instant, event, location)
    if let deadline = watches[position].earliestDeadline {
      earliestDeadline = min(earliestDeadline, deadline)
    }
    if watches[position].isDecided { undecided.remove(position) }
  }

  private mutating func expireDebts(before instant: Instant) {
    earliestDeadline = .distantFuture
    for position in watches.indices {
      watches[position].expire(before: instant)
      if watches[position].isDecided { undecided.remove(position) }
      guard let deadline = watches[position].earliestDeadline else { continue }
      earliestDeadline = min(earliestDeadline, deadline)
    }
  }
}

extension Property {
  /// One look at a world behind a pointer.
  @inlinable var look: @Sendable (UnsafeRawPointer, Instant) throws -> Finding {
    { [evaluate] world, instant in
      try evaluate(world.assumingMemoryBound(to: World.self).pointee, instant)
    }
  }
}

extension PropertyKind {
  /// Whether a satisfied look leaves everything as it was.
  var isPlain: Bool {
    switch self {
    case .always, .never, .atEnd, .afterQuiescence: true
    case .eventually, .sometimes: false
    }
  }

  /// Whether a change of a subject calls for a look.
  var isWatchedOnChange: Bool {
    switch self {
    case .always, .never, .eventually, .sometimes: true
    case .atEnd, .afterQuiescence: false
    }
  }
}
