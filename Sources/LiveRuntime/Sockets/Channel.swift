import Primitives

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A socket that an event loop waits for; touched on the loop's thread only.
class Channel: @unchecked Sendable {
  /// The system's number for the socket.
  let descriptor: Int32
  /// The loop that waits for it.
  let loop: EventLoop
  /// Where the loop keeps it.
  var place = 0
  /// What is waited for, as `poll` has it.
  var events: Int16 {
    didSet { if events != oldValue { loop.change(self) } }
  }
  /// What the system was told that it waits for; nothing where it was not told.
  var asked: Int16?
  /// When its time is over.
  private var limit = Instant.distantFuture
  /// When the loop looks whether its time is over.
  private var look = Instant.distantFuture
  /// Whether it has not been closed.
  private(set) var isOpen = true

  /// A channel of an open socket.
  init(_ descriptor: Int32, on loop: EventLoop, events: Int16) {
    self.descriptor = descriptor
    self.loop = loop
    self.events = events
  }

  /// Something that was waited for is possible, or the connection broke.
  func ready(_ events: Int16) {}

  /// Its time is over.
  func expire() { close() }

  /// Gives the socket back; does nothing the second time.
  func close() {
    guard isOpen else { return }
    isOpen = false
    loop.remove(self)
    Socket.close(descriptor)
  }

  /// Gives so much time from now, or all the time there is; called on the loop's thread.
  ///
  /// A limit is mostly moved before it is reached, so the loop looks at the earliest one that there
  /// was, and then again at the one that there is.
  func allow(_ duration: Duration?) {
    limit = duration.map { LiveClock.now + $0 } ?? .distantFuture
    lookAtLimit()
  }

  private func lookAtLimit() {
    guard limit < look else { return }
    let instant = limit
    look = instant
    loop.at(instant) { [weak self] in
      guard let self, isOpen, look == instant else { return }
      look = .distantFuture
      if limit <= LiveClock.now { expire() } else { lookAtLimit() }
    }
  }
}

extension Int16 {
  /// There is something to read, or the end.
  static let readable = Int16(POLLIN)
  /// Something can be written.
  static let writable = Int16(POLLOUT)
  /// The connection is broken, or both ends have hung up.
  static let broken = Int16(POLLERR | POLLHUP | POLLNVAL)
}
