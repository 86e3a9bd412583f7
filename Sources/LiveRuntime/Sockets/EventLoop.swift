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
/// with `submit`. It uses `poll`, which every system has: asking about a thousand idle connections
/// costs some microseconds a round. Whoever leaves something wakes the thread only where it sleeps.
package final class EventLoop: @unchecked Sendable {
  private let inbox = Mutex(Inbox())
  private let waking: (reading: Int32, writing: Int32)
  /// The channels, each at its own place; touched on the loop's thread only.
  private var channels: [Channel] = []
  private var timers = TimerQueue()
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
  package init() throws(SocketError) {
    var pair: [Int32] = [0, 0]
    guard pipe(&pair) == 0 else { throw SocketError(number: errno, action: "open a pipe") }
    for descriptor in pair {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
    waking = (pair[0], pair[1])
    try startThread()
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
  }

  /// No longer waits for a channel.
  func remove(_ channel: Channel) {
    let last = channels.removeLast()
    if last !== channel {
      channels[channel.place] = last
      last.place = channel.place
    }
  }

  /// Does something at an instant, or a little later.
  func at(_ instant: Instant, _ action: @escaping () -> Void) {
    timers.insert(instant, action)
  }

  private func run() {
    var polled: [pollfd] = []
    while takeJobs() {
      let ready = channels
      polled.removeAll(keepingCapacity: true)
      polled.append(pollfd(fd: waking.reading, events: Int16(POLLIN), revents: 0))
      for channel in ready {
        polled.append(pollfd(fd: channel.descriptor, events: channel.events, revents: 0))
      }
      _ = poll(&polled, nfds_t(polled.count), timeout(ready))
      if polled[0].revents != 0 { drainWaking() }
      for (index, channel) in ready.enumerated() where channel.isOpen {
        let events = polled[index + 1].revents
        if events != 0 { channel.ready(events) }
      }
      let now = LiveClock.now
      for channel in ready where channel.isOpen && channel.limit <= now { channel.expire() }
      for action in timers.take(until: now) { action() }
    }
    for channel in channels { channel.close() }
    systemClose(waking.reading)
    systemClose(waking.writing)
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
      for (instant, action) in taken.reminders { timers.insert(instant, action) }
      for job in taken.jobs { job() }
      if isClosed { return false }
      if taken.isEmpty { return true }
      taken.jobs.removeAll(keepingCapacity: true)
      taken.reminders.removeAll(keepingCapacity: true)
    }
    return true
  }

  /// Milliseconds until somebody's time is over, rounded up; at most a minute.
  private func timeout(_ channels: [Channel]) -> Int32 {
    let first = channels.reduce(timers.first) { min($0, $1.limit) }
    let now = LiveClock.now
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

  private func drainWaking() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(waking.reading, &bytes, bytes.count) > 0 {}
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

private func systemClose(_ descriptor: Int32) {
  close(descriptor)
}
