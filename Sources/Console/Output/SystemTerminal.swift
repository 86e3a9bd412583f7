#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Terminal {
  /// The terminal of this process.
  ///
  /// Writing to a reader that left ends in nothing instead of ending the process; processes
  /// started later inherit that unless they are told otherwise.
  public static func system(environment: Environment) -> Terminal {
    signal(SIGPIPE, SIG_IGN)
    let start = ContinuousClock.now
    return Terminal(
      output: stream(STDOUT_FILENO), errors: stream(STDERR_FILENO),
      width: columns(environment), environment: environment,
      elapsed: { ContinuousClock.now - start })
  }

  private static func stream(_ descriptor: Int32) -> TerminalStream {
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

  private static func columns(_ environment: Environment) -> Int {
    var size = winsize()
    for descriptor in [STDERR_FILENO, STDOUT_FILENO] {
      if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
        return Int(size.ws_col)
      }
    }
    return environment["COLUMNS"].flatMap { Int($0) } ?? 80
  }
}

/// The system's call, under a name that no method of a terminal hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
