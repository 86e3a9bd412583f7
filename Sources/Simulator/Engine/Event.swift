/// Something that will happen at an instant: 24 bytes, so that the queue moves little memory.
@usableFromInline
package struct Event {
  /// When it happens, in nanoseconds.
  @usableFromInline package var time: UInt64
  /// Priority in the uppermost eight bits, arrival in the rest: the order among equal instants.
  @usableFromInline package var order: UInt64
  /// Kind in the uppermost sixteen bits, argument in the rest.
  @usableFromInline package var payload: UInt64

  /// An event of raw words, each as its field says.
  @inlinable
  package init(time: UInt64, order: UInt64, payload: UInt64) {
    self.time = time
    self.order = order
    self.payload = payload
  }

  @inlinable var kind: Int { Int(truncatingIfNeeded: payload >> 48) }
  @inlinable var argument: UInt64 { payload & 0xffff_ffff_ffff }

  /// Whether one event comes before another; one borrow chain, no branch.
  @inlinable
  static func precedes(_ left: Event, _ right: Event) -> Bool {
    let (_, lowBorrow) = left.order.subtractingReportingOverflow(right.order)
    let (difference, highBorrow) = left.time.subtractingReportingOverflow(right.time)
    let (_, chained) = difference.subtractingReportingOverflow(lowBorrow ? 1 : 0)
    return highBorrow != chained
  }
}

/// What goes first among events of one instant.
@usableFromInline
package enum EventPriority: UInt8, Sendable {
  /// Faults strike before what they are meant to disturb.
  case fault = 0
  /// Everything else, in order of arrival.
  case normal = 1
  /// After everything else of the instant.
  case late = 2
}

/// A kind of event, and who is told when one happens.
@usableFromInline
package struct EventKind: Hashable, Sendable {
  @usableFromInline let index: UInt16

  /// A kind that nobody is told about; to be replaced by a registered one.
  package static let none = EventKind(index: 0)

  @inlinable
  init(index: UInt16) {
    self.index = index
  }
}

/// Told when an event of its kind happens.
///
/// A class rather than a protocol, so that telling it is one indirect call without a box.
open class EventHandler {
  /// A handler that has not been registered.
  public init() {}

  /// Does what the event stands for; the argument is what it was scheduled with.
  open func fire(_ argument: UInt64) {
    preconditionFailure("an event handler must say what it does")
  }

  /// Told that an event of its kind is near, so that the memory that it will touch can be fetched.
  ///
  /// - Parameter step: a number that grows from 0 to `EventHandler.lastStep`: what one step has
  ///   fetched, the next may read.
  open func expect(_ argument: UInt64, _ step: Int) {}

  /// How often a handler is told at most, less one.
  public static var lastStep: Int { 4 }
}
