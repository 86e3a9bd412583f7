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
      output: .descriptor(STDOUT_FILENO), errors: .descriptor(STDERR_FILENO),
      width: columns(environment), environment: environment,
      elapsed: { ContinuousClock.now - start })
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
