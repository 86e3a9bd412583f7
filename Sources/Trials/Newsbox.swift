import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What other threads leave for the one thread that a run belongs to.
final class Newsbox: Sendable {
  private let news = Mutex<[@Sendable () -> Void]>([])
  private let reading: Int32
  private let writing: Int32

  /// A box with nothing in it.
  init() {
    var ends: [Int32] = [-1, -1]
    let result = pipe(&ends)
    precondition(result == 0, "a pipe could not be opened: error \(errno)")
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    reading = ends[0]
    writing = ends[1]
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Leaves something to be done by the run's thread; may be called from anywhere.
  func post(_ piece: @escaping @Sendable () -> Void) {
    let isFirst = news.withLock { news in
      news.append(piece)
      return news.count == 1
    }
    guard isFirst else { return }
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  /// Waits for news, at most so long, and gives what there is in order.
  func wait(milliseconds: Int32) -> [@Sendable () -> Void] {
    var entry = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    if poll(&entry, 1, milliseconds) > 0 {
      var bytes = [UInt8](repeating: 0, count: 64)
      while read(reading, &bytes, bytes.count) > 0 {}
    }
    return news.withLock { news in
      defer { news = [] }
      return news
    }
  }
}
