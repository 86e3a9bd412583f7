import Primitives
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// One thread that waits for all sockets at once.
///
/// Everything about a socket happens on this thread, so channels need no locks; others leave jobs
/// with `submit`. Whoever leaves something wakes the thread only where it sleeps.
package final class EventLoop: @unchecked Sendable {
  private let inbox = Mutex(Inbox())
  private let waking: (reading: Int32, writing: Int32)
  private let poller: any Poller
  /// The channels, each at its own place; touched on the loop's thread only.
  private var channels: [Channel] = []
  private var timers = InstantHeap<() -> Void>()
  /// What channels read into, one after the other; touched on the loop's thread only.
  ///
  /// Kept, since to the allocator it is a large piece, after each of which it cleans up.
  let arrivals: UnsafeMutableRawBufferPointer
  /// What was taken out of the inbox; touched on the loop's thread only.
  private var taken = Inbox()

  /// How often the thread looks for what its own work has left before it looks at the sockets.
  private static let rounds = 64

  /// What others have left for the thread.
  private struct Inbox {
    var jobs: [@Sendable () -> Void] = []
    var reminders: [(instant: Instant, action: @Sendable () -> Void)] = []
    /// When the thread looks again without being woken; at once while it is awake.
    var wakes = Instant.zero
    var isClosed = false

    var isEmpty: Bool { jobs.isEmpty && reminders.isEmpty }
  }

  /// Starts the thread.
  ///
  /// - Parameter isPortable: whether sockets are waited for as on a system without a better way.
  package init(isPortable: Bool = false) throws(SocketError) {
    poller = try isPortable ? PortablePoller() : EventLoop.systemPoller()
    var pair: [Int32] = [0, 0]
    guard pipe(&pair) == 0 else { throw SocketError(number: errno, action: "open a pipe") }
    for descriptor in pair {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    waking = (pair[0], pair[1])
    arrivals = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    try startThread()
  }

  deinit { arrivals.deallocate() }

  private static func systemPoller() throws(SocketError) -> any Poller {
    #if os(Linux)
      try EpollPoller()
    #else
      PortablePoller()
    #endif
  }

  /// Leaves a job for the loop's thread; jobs are done in order.
  func submit(_ job: @escaping @Sendable () -> Void) {
    leave { $0.jobs.append(job) }
  }

  private func leave(_ change: (inout Inbox) -> Void) {
    let sleeps = inbox.withLock { inbox in
      change(&inbox)
      defer { inbox.wakes = .zero }
      return inbox.wakes > .zero
    }
    if sleeps { wake() }
  }

  /// Does something on the loop's thread at an instant, or a little later.
  ///
  /// The thread is woken only where it would otherwise look too late, so that the many limits of
  /// time that are never reached cost next to nothing.
  func remind(at instant: Instant, _ action: @escaping @Sendable () -> Void) {
    let isEarlier = inbox.withLock { inbox in
      inbox.reminders.append((instant, action))
      guard instant < inbox.wakes else { return false }
      inbox.wakes = .zero
      return true
    }
    if isEarlier { wake() }
  }

  /// Ends the thread after closing every channel.
  package func close() {
    inbox.withLock { $0.isClosed = true }
    wake()
  }

  // MARK: On the loop's thread

  /// Begins to wait for a channel.
  func add(_ channel: Channel) {
    channel.place = channels.count
    channels.append(channel)
    poller.add(channel)
  }

  /// Takes note that a channel waits for something else.
  func change(_ channel: Channel) { poller.change(channel) }

  /// No longer waits for a channel.
  func remove(_ channel: Channel) {
    poller.remove(channel)
    let last = channels.removeLast()
    if last !== channel {
      channels[channel.place] = last
      last.place = channel.place
    }
  }

  /// Does something at an instant, or a little later.
  func at(_ instant: Instant, _ action: @escaping () -> Void) {
    timers.insert(action, at: instant)
  }

  private func run() {
    add(Doorbell(waking.reading, on: self, events: .readable))
    while takeJobs() {
      for (channel, events) in poller.wait(for: channels, timeout()) where channel.isOpen {
        channel.ready(events)
      }
      for action in timers.take(until: LiveClock.now) { action() }
    }
    for channel in channels { channel.close() }
    Socket.close(waking.writing)
  }

  /// Does what was left, and for some rounds what that leaves; false when the loop is to end.
  private func takeJobs() -> Bool {
    for _ in 0..<EventLoop.rounds {
      let isClosed = inbox.withLock { inbox in
        inbox.wakes = .zero
        swap(&inbox.jobs, &taken.jobs)
        swap(&inbox.reminders, &taken.reminders)
        return inbox.isClosed
      }
      for (instant, action) in taken.reminders { timers.insert(action, at: instant) }
      for job in taken.jobs { job() }
      if isClosed { return false }
      if taken.isEmpty { return true }
      taken.jobs.removeAll(keepingCapacity: true)
      taken.reminders.removeAll(keepingCapacity: true)
    }
    return true
  }

  /// Milliseconds until somebody's time is over, rounded up; at most a minute.
  private func timeout() -> Int32 {
    let now = LiveClock.now
    let first = timers.first?.instant ?? .distantFuture
    let left = min(max((first.nanoseconds - now.nanoseconds + 999_999) / 1_000_000, 0), 60_000)
    let isAwaited = inbox.withLock { inbox in
      guard inbox.isEmpty else { return true }
      inbox.wakes = now + .milliseconds(left)
      return false
    }
    return isAwaited ? 0 : Int32(left)
  }

  private func wake() {
    var byte: UInt8 = 1
    _ = write(waking.writing, &byte, 1)
  }

  private func startThread() throws(SocketError) {
    let box = Unmanaged.passRetained(self)
    #if canImport(Darwin)
      var thread: pthread_t?
      let result = pthread_create(&thread, nil, { EventLoop.enter($0) }, box.toOpaque())
      if let thread, result == 0 { pthread_detach(thread) }
    #else
      var thread = pthread_t()
      let result = pthread_create(&thread, nil, { EventLoop.enter($0) }, box.toOpaque())
      if result == 0 { pthread_detach(thread) }
    #endif
    guard result == 0 else {
      box.release()
      throw SocketError(number: result, action: "start a thread")
    }
  }

  private static func enter(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let pointer else { return nil }
    Unmanaged<EventLoop>.fromOpaque(pointer).takeRetainedValue().run()
    return nil
  }
}

/// The end of a pipe by which others wake the thread of a loop.
private final class Doorbell: Channel, @unchecked Sendable {
  override func ready(_ events: Int16) {
    let bytes = loop.arrivals
    while read(descriptor, bytes.baseAddress, bytes.count) == bytes.count {}
  }
}
