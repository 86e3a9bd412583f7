public import Primitives

/// The identity of one operation, equal for all its repetitions and for nothing else.
///
/// Made from what is to be done, never from chance or a clock: a repetition after a restart, a
/// refreshed page or a queue's second delivery then makes the same key again. The undoing of an
/// operation has a key of its own. The idea is the `Idempotency-Key` of payment interfaces.
///
///     IdempotencyKey("deduct", of: "order-7", "item-2")          // deduct:order-7:item-2
///     IdempotencyKey(saga: "order-7", step: "reserve")           // saga:order-7:reserve
///     IdempotencyKey(saga: "order-7", step: "reserve").compensation
public struct IdempotencyKey: Sendable {
  /// The parts joined by colons; a colon inside a part is escaped, so that no two keys look alike.
  public let text: String
  private let parts: [String]

  private static let sagaMark = "saga"
  private static let undoMark = "compensate"

  /// The key of an operation on the things that identify it.
  ///
  /// - Precondition: no part is empty, and the operation is not one of the two reserved words.
  public init(_ operation: String, of subject: String, _ more: String...) {
    precondition(
      operation != Self.sagaMark && operation != Self.undoMark,
      "an operation must not be called \(operation), which marks other keys")
    self.init(parts: [operation, subject] + more)
  }

  /// The key of a saga's step, without regard to how often it is tried.
  public init(saga: SagaID, step: String) {
    precondition(
      step != Self.undoMark, "a step must not be called \(step), which marks compensations")
    self.init(parts: [Self.sagaMark, saga.text, step])
  }

  private init(parts: [String]) {
    precondition(
      parts.count > 1 && parts.allSatisfy { !$0.isEmpty },
      "a key needs an operation and a subject, none of them empty, got \(parts)")
    self.parts = parts
    text = Self.joined(parts.contains(where: Self.isMarked) ? parts.map(Self.escaped) : parts)
  }

  /// The parts with colons between them, written in one go, since keys are made for every call.
  private static func joined(_ parts: [String]) -> String {
    let length = parts.reduce(parts.count - 1) { $0 + $1.utf8.count }
    return String(unsafeUninitializedCapacity: length) { bytes in
      var place = 0
      for part in parts {
        if place > 0 {
          bytes[place] = UInt8(ascii: ":")
          place += 1
        }
        place = bytes[place...].initialize(fromContentsOf: part.utf8)
      }
      return place
    }
  }

  /// The key that a text stands for, or nothing where the text is no key.
  ///
  /// A client that sends no key, or an empty one, must be refused: under the empty key everybody
  /// would be answered with the first caller's reply.
  public init?(text: String?) {
    guard let text else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      .map { Self.unescaped(String($0)) }
    guard parts.count > 1, !parts.contains("") else { return nil }
    self.init(parts: parts)
  }

  /// The key of undoing this operation; the key itself where it is one of undoing.
  public var compensation: IdempotencyKey {
    guard !isCompensation else { return self }
    var parts = parts
    parts.insert(Self.undoMark, at: isOfSaga ? 2 : 0)
    return IdempotencyKey(parts: parts)
  }

  /// The key of one part of this operation, such as one line of an order.
  public func part(_ name: String) -> IdempotencyKey {
    IdempotencyKey(parts: parts + [name])
  }

  /// The key of the operation that this key undoes, if it undoes one.
  public var compensated: IdempotencyKey? {
    guard isCompensation else { return nil }
    var parts = parts
    parts.remove(at: isOfSaga ? 2 : 0)
    return IdempotencyKey(parts: parts)
  }

  /// Whether it is the key of undoing something.
  public var isCompensation: Bool {
    isOfSaga ? parts[2] == Self.undoMark && parts.count > 3 : parts[0] == Self.undoMark
  }

  /// The saga that the operation belongs to, if it belongs to one.
  public var saga: SagaID? {
    isOfSaga ? SagaID(parts[1]) : nil
  }

  private var isOfSaga: Bool { parts[0] == Self.sagaMark && parts.count > 2 }

  /// Whether there is anything to escape, which hardly ever is the case.
  private static func isMarked(_ part: String) -> Bool {
    part.utf8.contains { $0 == 0x25 || $0 == 0x3A }
  }

  private static func escaped(_ part: String) -> String {
    part.replacing("%", with: "%25").replacing(":", with: "%3A")
  }

  private static func unescaped(_ part: String) -> String {
    guard part.utf8.contains(0x25) else { return part }
    return part.replacing("%3A", with: ":").replacing("%25", with: "%")
  }
}

extension IdempotencyKey: Hashable {
  public static func == (left: IdempotencyKey, right: IdempotencyKey) -> Bool {
    left.text == right.text
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension IdempotencyKey: Codable, Fingerprinted {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let key = IdempotencyKey(text: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no idempotency key")
    }
    self = key
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public func fingerprint(into digest: inout Digest) { digest.combine(text) }
}

extension IdempotencyKey: CustomStringConvertible {
  public var description: String { text }
}
