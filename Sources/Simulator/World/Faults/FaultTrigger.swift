package import Engine
package import Primitives
import ServiceRuntime

/// When a fault happens: all conditions that are given must hold.
///
/// The first given of message, failpoint, event, other fault, period, instant and stretch makes
/// the occasions; the others only allow them. A fault of messages whose trigger names no message
/// is open from its occasion on and hits the messages sent while it is.
package struct FaultTrigger: Hashable, Sendable {
  /// When the fault's own time begins; it does nothing before.
  package var origin = Duration.zero
  /// At an instant, counted from the origin; an allowing one means not before it.
  package var at: Distribution?
  /// Again and again, with this time in between; an allowing one means not more often.
  package var every: Distribution?
  /// Only within a stretch of time, from its beginning on.
  package var during: FaultWindow?
  /// At a message that is being sent.
  package var message: MessageCondition?
  /// At a failpoint.
  package var failpoint: FailpointCondition?
  /// At something that is recorded.
  package var event: EventCondition?
  /// After another fault has struck, by its id.
  package var afterFault: String?
  /// How long after the conditions hold.
  package var delay: Distribution?
  /// How many of the occasions are taken.
  package var probability = Ratio.one
  /// How many occasions are taken at most; any number when absent.
  package var budget: Int?

  /// A trigger without conditions, which never happens by itself.
  package init() {}

  /// At an instant.
  package static func at(_ span: Duration) -> FaultTrigger {
    var trigger = FaultTrigger()
    trigger.at = .constant(span)
    return trigger
  }

  /// Within a stretch of time.
  package static func during(_ from: Duration, _ until: Duration) -> FaultTrigger {
    var trigger = FaultTrigger()
    trigger.during = FaultWindow(from: from, until: until)
    return trigger
  }

  /// At a message.
  package static func message(_ condition: MessageCondition) -> FaultTrigger {
    var trigger = FaultTrigger()
    trigger.message = condition
    return trigger
  }

  /// At a failpoint.
  package static func failpoint(_ name: String, nth: Int? = nil) -> FaultTrigger {
    var trigger = FaultTrigger()
    trigger.failpoint = FailpointCondition(name, nth: nth)
    return trigger
  }

  /// At something that is recorded.
  package static func event(_ condition: EventCondition) -> FaultTrigger {
    var trigger = FaultTrigger()
    trigger.event = condition
    return trigger
  }

  /// What makes the occasions.
  enum Occasions {
    case message, failpoint, event, afterFault, every, at, during, never
  }

  var occasions: Occasions {
    if message != nil { return .message }
    if failpoint != nil { return .failpoint }
    if event != nil { return .event }
    if afterFault != nil { return .afterFault }
    if every != nil { return .every }
    if at != nil { return .at }
    return during == nil ? .never : .during
  }
}

/// A stretch of time, both ends counted from the beginning of the run.
package struct FaultWindow: Hashable, Sendable {
  /// When it begins.
  package var from: Duration
  /// When it ends; nothing happens at this instant any more.
  package var until: Duration

  package init(from: Duration, until: Duration) {
    self.from = from
    self.until = until
  }

  func contains(_ instant: Instant) -> Bool {
    instant >= .zero + from && instant < .zero + until
  }
}

/// A message that a fault waits for.
package struct MessageCondition: Hashable, Sendable {
  /// On which links; on any when absent.
  package var paths: [FaultPath]?
  /// The name of its method; of any when absent.
  package var method: String?
  /// The how manieth that matches; each when absent.
  package var nth: Int?
  /// Whether requests or replies are meant.
  package var leg: Leg

  package init(
    paths: [FaultPath]? = nil, method: String? = nil, nth: Int? = nil, leg: Leg = .any
  ) {
    self.paths = paths
    self.method = method
    self.nth = nth
    self.leg = leg
  }

  /// Which half of a call a message is.
  package enum Leg: Hashable, Sendable {
    case any
    case request
    case reply
  }

  func matches(_ message: MessageInfo) -> Bool {
    switch leg {
    case .any: break
    case .request: if message.isReply { return false }
    case .reply: if !message.isReply { return false }
    }
    if let method, method != message.method.name { return false }
    return paths.map { $0.contains { $0.contains(message.source, message.destination) } } ?? true
  }
}

/// A failpoint that a fault waits for.
package struct FailpointCondition: Hashable, Sendable {
  /// Its name.
  package var name: String
  /// On which hosts; on any when absent.
  package var hosts: [Int32]?
  /// The how manieth time it is reached; each time when absent.
  package var nth: Int?

  package init(_ name: String, on hosts: [Int32]? = nil, nth: Int? = nil) {
    self.name = name
    self.hosts = hosts
    self.nth = nth
  }
}

/// Something recorded that a fault waits for.
package struct EventCondition: Hashable, Sendable {
  /// The kind of event; any but faults themselves when absent.
  ///
  /// Kinds that only a full trace holds, such as log records, never make a fault happen, so that
  /// a run is the same at every level of recording.
  package var kind: TraceKind?
  /// On which hosts; on any when absent.
  package var hosts: [Int32]?
  /// The how manieth; each when absent.
  package var nth: Int?

  package init(_ kind: TraceKind? = nil, on hosts: [Int32]? = nil, nth: Int? = nil) {
    self.kind = kind
    self.hosts = hosts
    self.nth = nth
  }

  func matches(_ kind: TraceKind, _ place: Int32) -> Bool {
    if kind == .faultStruck || kind == .faultHealed { return false }
    if let wanted = self.kind, wanted != kind { return false }
    return hosts?.contains(place) ?? true
  }
}
