import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whether somebody asked the process to stop, and how.
///
/// The first signal only leaves a mark, so that a sweep can write what it has; the second one ends
/// the process at once.
enum Interruption {
  private static let signal = Atomic<Int32>(0)

  /// Begins to take note of signals that ask for an end.
  ///
  /// A parent may have started this process with these signals blocked, as threads of a pool do.
  static func listen() {
    var wanted = sigset_t()
    sigemptyset(&wanted)
    sigaddset(&wanted, SIGINT)
    sigaddset(&wanted, SIGTERM)
    sigprocmask(SIG_UNBLOCK, &wanted, nil)
    // A file that may not grow any more is an error of writing, not the end.
    #if canImport(Darwin)
      Darwin.signal(SIGXFSZ, SIG_IGN)
    #elseif canImport(Musl)
      Musl.signal(SIGXFSZ, SIG_IGN)
    #else
      Glibc.signal(SIGXFSZ, SIG_IGN)
    #endif
    for number in [SIGINT, SIGTERM] {
      #if canImport(Darwin)
        Darwin.signal(number, Interruption.note)
      #elseif canImport(Musl)
        Musl.signal(number, Interruption.note)
      #else
        Glibc.signal(number, Interruption.note)
      #endif
    }
  }

  /// The exit code that an interruption asks for; nothing when there was none.
  static var exitCode: ExitCode? {
    switch signal.load(ordering: .relaxed) {
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    default: nil
    }
  }

  /// Called by the system in the middle of anything: nothing but an atomic mark is safe here.
  private static let note: @convention(c) (Int32) -> Void = { number in
    let earlier = Interruption.signal.exchange(number, ordering: .relaxed)
    if earlier != 0 { _exit(128 + number) }
  }
}
