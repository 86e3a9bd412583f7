import Engine
import ServiceRuntime

/// A message in flight.
struct Envelope {
  /// What it carries; kept alive by the envelope.
  var call: Unmanaged<Call>
  /// The host that sent it.
  var source: Int32
  /// The host that it is for.
  var destination: Int32
  /// The number of cuts and clogs that its link had seen when it was sent.
  var epoch: UInt32
  /// The event of its sending in a full trace.
  var sending: Int32
  /// The number of the message in its run.
  var number: UInt64
  /// What kind of message it is.
  var role: Role
  /// Whether its content was damaged on the way and nobody noticed.
  var isDamaged = false
  /// Whether the receiver takes it and then neither works on it nor says so.
  var isHung = false

  /// Kinds of messages.
  enum Role: UInt8 {
    /// A request for a service.
    case request
    /// A reply or an error that the service gave.
    case reply
    /// Word that nobody listens at the destination.
    case refusal
    /// Word that the process at the other end died.
    case reset

    /// The kind in a word.
    var text: String {
      switch self {
      case .request: "request"
      case .reply: "reply"
      case .refusal: "refusal"
      case .reset: "reset"
      }
    }
  }
}

/// The envelopes in flight, addressed by slots that are used again.
struct EnvelopePool {
  private var envelopes: UnsafeMutablePointer<Envelope>
  private var next: UnsafeMutablePointer<Int32>
  /// Few at first: a world of a handful of hosts makes no large piece of memory.
  private var capacity = 16
  private var used = 0
  private var firstFree: Int32 = -1
  /// How many are in flight.
  private(set) var count = 0

  init() {
    envelopes = .allocate(capacity: capacity)
    next = .allocate(capacity: capacity)
  }

  /// Gives back the memory; envelopes still in flight let go of what they carry.
  mutating func deallocate() {
    var isFree = [Bool](repeating: false, count: used)
    while firstFree >= 0 {
      isFree[Int(firstFree)] = true
      firstFree = next[Int(firstFree)]
    }
    for index in 0..<used where !isFree[index] { envelopes[index].call.release() }
    envelopes.deallocate()
    next.deallocate()
  }

  @inline(__always)
  mutating func insert(_ envelope: Envelope) -> Int {
    count &+= 1
    if firstFree >= 0 {
      let index = Int(firstFree)
      firstFree = next[index]
      envelopes[index] = envelope
      return index
    }
    if used == capacity { grow() }
    (envelopes + used).initialize(to: envelope)
    used &+= 1
    return used &- 1
  }

  /// Fetches the memory of an envelope.
  func expect(_ index: Int) { Simulation.fetch(envelopes + index) }

  func envelope(at index: Int) -> Envelope { envelopes[index] }

  mutating func remove(at index: Int) -> Envelope {
    count &-= 1
    next[index] = firstFree
    firstFree = Int32(truncatingIfNeeded: index)
    return envelopes[index]
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Envelope>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: envelopes, count: used)
    envelopes.deallocate()
    envelopes = larger
    let longer = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * 2)
    longer.moveInitialize(from: next, count: used)
    next.deallocate()
    next = longer
    capacity *= 2
  }
}
