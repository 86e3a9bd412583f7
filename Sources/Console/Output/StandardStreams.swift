#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  @preconcurrency import Musl
#else
  @preconcurrency import Glibc
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

extension Environment {
  /// The environment of this process, as it is now.
  public static var process: Environment {
    #if canImport(Darwin)
      var entry = _NSGetEnviron().pointee
    #else
      var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
    #endif
    var values: [String: String] = [:]
    while let pair = entry.pointee {
      let parts = String(cString: pair)
        .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return Environment(values)
  }
}

/// The system's call, under a name that no method of a terminal hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}

/// What the machine offers to a command.
package enum Machine {
  /// The processor cores that are switched on.
  package static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// The operating system's name, release and processor: `Linux 6.1.0 x86_64`.
  package static var system: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "unknown" }
    return [text(names.sysname), text(names.release), text(names.machine)]
      .joined(separator: " ")
  }

  /// Makes a folder the one that relative paths start from, and says whether that worked.
  package static func enter(_ folder: String) -> Bool { chdir(folder) == 0 }

  private static func text<Bytes>(_ field: Bytes) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
