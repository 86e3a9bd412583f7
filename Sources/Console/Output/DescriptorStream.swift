#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension TerminalStream {
  /// The stream of an open file descriptor, which stays the caller's to close.
  package static func descriptor(_ descriptor: Int32) -> TerminalStream {
    TerminalStream(isInteractive: isatty(descriptor) == 1) { text in
      var text = text
      return text.withUTF8 { bytes in write(UnsafeRawBufferPointer(bytes), to: descriptor) }
    }
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32
  ) -> WriteOutcome {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      let reason = errno
      switch reason {
      case EINTR: continue
      case EAGAIN: waitUntilWritable(descriptor)
      case EPIPE: return .readerGone
      default: return .failed(String(cString: strerror(reason)))
      }
    }
    return .written
  }

  /// Waits for a pipe that another program has switched to refusing instead of waiting.
  private static func waitUntilWritable(_ descriptor: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&request, 1, -1)
  }
}

/// The system's call, under a name that no method of a terminal hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
