public import Primitives
public import ServiceRuntime

/// Streams of events, only ever appended to, from which everything else can be computed.
///
/// An append names the version that it was decided on and is refused when the stream has moved on:
/// a decision made on an old state never becomes an event. Within a stream versions count from one
/// without a gap; over all streams events have positions in the order of their commits.
public struct EventStore<Event: StoredValue> {
  private let events: Table<StoredEvent<Event>>
  private let order: Table<EventPlace>
  private let identities: Table<EventPlace>
  private let heads: Table<Int>

  /// The streams of a name in the store of whoever passes transactions.
  public init(_ name: String) {
    events = Table(TableName("events-\(name)"))
    order = Table(TableName("event-order-\(name)"))
    identities = Table(TableName("event-ids-\(name)"))
    heads = Table(TableName("event-heads-\(name)"))
  }

  /// Appends events to a stream, all or none.
  ///
  /// A batch whose events are there already is not appended again: its first version is returned.
  ///
  /// - Parameters:
  ///   - new: events with identities that are unique in the stream; a repetition has the same ones.
  ///   - expected: the version that the stream has if nobody interfered.
  /// - Returns: the version of the stream after the last of these events.
  /// - Throws: `EventConflict` when the stream has another version; decide again on its new state.
  @discardableResult
  public func append(
    _ new: [NewEvent<Event>], to stream: String, expecting expected: ExpectedVersion,
    at time: WallTime, in transaction: any StoreTransaction
  ) async throws -> Int {
    guard let last = new.last else { return try await version(of: stream, in: transaction) }
    let head = try await headForUpdate(stream, in: transaction)
    if let there = try await place(last.id, stream, in: transaction) { return there.version }
    if case .exactly(let version) = expected, version != head {
      throw EventConflict(stream: stream, expected: version, actual: head)
    }
    var position = try await headForUpdate(Self.positionKey, in: transaction)
    for (offset, event) in new.enumerated() {
      position += 1
      let place = EventPlace(stream: stream, version: head + offset + 1)
      let stored = StoredEvent(
        id: event.id, stream: stream, version: place.version, position: position, time: time,
        event: event.event)
      try await transaction.insert(events, Self.key(stream, place.version), stored)
      try await transaction.insert(order, Self.padded(position), place)
      try await insertIdentity(place, event.id, in: transaction)
    }
    try await transaction.put(heads, Self.streamKey(stream), head + new.count)
    try await transaction.put(heads, Self.streamKey(Self.positionKey), position)
    return head + new.count
  }

  /// The version of a stream; zero for one without events.
  public func version(
    of stream: String, in transaction: any StoreTransaction
  ) async throws(StoreError) -> Int {
    try await transaction.get(heads, Self.streamKey(stream)) ?? 0
  }

  /// The events of a stream after a version, up to another, in order.
  ///
  /// - Throws: `StoreError` with `corrupted` when one is missing; part of a history is none.
  public func load(
    _ stream: String, after version: Int = 0, through last: Int = .max,
    in transaction: any StoreTransaction
  ) async throws(StoreError) -> [StoredEvent<Event>] {
    let head = min(try await self.version(of: stream, in: transaction), last)
    guard version < head else { return [] }
    let range = KeyRange(
      lower: Self.key(stream, version + 1), upper: Self.key(stream, head) + "\u{10FFFF}")
    let found = try await transaction.list(events, range).map(\.value)
    guard found.map(\.version) == Array(version + 1...head) else {
      throw StoreError(
        .corrupted,
        "stream \(stream) should have versions \(version + 1) to \(head), has "
          + "\(found.map(\.version))")
    }
    return found
  }

  /// Events of all streams after a position, in the order in which they were appended.
  public func read(
    after position: Int, limit: Int, in transaction: any StoreTransaction
  ) async throws(StoreError) -> [StoredEvent<Event>] {
    let range = KeyRange(lower: Self.padded(position + 1), upper: nil)
    var found: [StoredEvent<Event>] = []
    for (_, place) in try await transaction.list(order, range, limit: limit) {
      guard let event = try await transaction.get(events, Self.key(place.stream, place.version))
      else { throw StoreError(.corrupted, "\(place) is in the order and has no event") }
      found.append(event)
    }
    return found
  }

  /// The position of the latest event of all streams; zero while there is none.
  public func lastPosition(in transaction: any StoreTransaction) async throws(StoreError) -> Int {
    try await transaction.get(heads, Self.streamKey(Self.positionKey)) ?? 0
  }

  /// Where in its stream an event is, if it is there.
  func place(
    _ id: String, _ stream: String, in transaction: any StoreTransaction
  ) async throws(StoreError) -> EventPlace? {
    try await transaction.get(identities, "\(Self.streamKey(stream))#\(id)")
  }

  private func insertIdentity(
    _ place: EventPlace, _ id: String, in transaction: any StoreTransaction
  ) async throws(StoreError) {
    try await transaction.insert(identities, "\(Self.streamKey(place.stream))#\(id)", place)
  }

  /// A stream's version, with all others kept from appending until the transaction ends.
  private func headForUpdate(
    _ stream: String, in transaction: any StoreTransaction
  ) async throws(StoreError) -> Int {
    let key = Self.streamKey(stream)
    if let head = try await transaction.getForUpdate(heads, key) { return head }
    try await transaction.insertContended(heads, key, 0)
    return 0
  }

  private static var positionKey: String { "" }

  /// A stream's name as a key that no other stream's keys begin with.
  private static func streamKey(_ stream: String) -> String {
    stream.replacing("%", with: "%25").replacing("/", with: "%2F") + "/"
  }

  private static func key(_ stream: String, _ version: Int) -> String {
    streamKey(stream) + padded(version)
  }

  private static func padded(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 19 - digits.count)) + digits
  }
}

/// Where an event stands.
struct EventPlace: Codable, Sendable, Hashable, Fingerprinted {
  let stream: String
  let version: Int
}

/// An event that is to be appended.
public struct NewEvent<Event: StoredValue> {
  /// Its identity, equal for a repetition of it.
  public let id: String
  /// What happened.
  public let event: Event

  /// An event of an identity.
  public init(id: String, _ event: Event) {
    self.id = id
    self.event = event
  }
}

/// An event as it is stored.
public struct StoredEvent<Event: StoredValue>: Codable, Sendable, Fingerprinted {
  /// Its identity in its stream.
  public let id: String
  /// Its stream.
  public let stream: String
  /// Its place in the stream, from one.
  public let version: Int
  /// Its place among all events of the store, from one.
  public let position: Int
  /// When it was appended, by the appending host's wall clock.
  public let time: WallTime
  /// What happened.
  public let event: Event
}

/// Which version of a stream an append was decided on.
public enum ExpectedVersion: Hashable, Sendable {
  /// This one.
  case exactly(Int)
  /// Any; for events that no state can forbid.
  case any
}

/// Says that a stream has moved on since a decision was made.
public struct EventConflict: Error, Hashable, Sendable {
  /// The stream.
  public let stream: String
  /// The version that the decision was made on.
  public let expected: Int
  /// The version that the stream has.
  public let actual: Int
}
