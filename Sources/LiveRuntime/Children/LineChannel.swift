#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads lines from a pipe as they come.
final class LineChannel: Channel, @unchecked Sendable {
  private var buffer: [UInt8] = []
  private let told: (String) -> Void
  private let ended: () -> Void

  /// A channel of a pipe's end; everything is told on the loop's thread.
  init(
    _ descriptor: Int32, on loop: EventLoop, told: @escaping (String) -> Void,
    ended: @escaping () -> Void
  ) {
    self.told = told
    self.ended = ended
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    super.init(descriptor, on: loop, events: .readable)
  }

  override func ready(_ events: Int16) {
    var isOver = false
    let bytes = loop.arrivals
    reading: while !isOver {
      let count = read(descriptor, bytes.baseAddress, bytes.count)
      if count > 0 {
        buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      } else if count == 0 {
        isOver = true
      } else if errno != EINTR {
        isOver = errno != EAGAIN && errno != EWOULDBLOCK
        break reading
      }
    }
    tellLines()
    guard isOver else { return }
    close()
    ended()
  }

  private func tellLines() {
    var start = buffer.startIndex
    while let end = buffer[start...].firstIndex(of: 0x0a) {
      told(String(decoding: buffer[start..<end], as: UTF8.self))
      start = end + 1
    }
    buffer.removeFirst(start)
  }
}
