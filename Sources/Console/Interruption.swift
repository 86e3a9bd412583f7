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
/// the process at once. Where nobody looks at the mark, because a run in this process takes long or
/// never ends, the process ends by itself after a while.
enum Interruption {
  private static let signal = Atomic<Int32>(0)
  /// How many seconds a process may go on without looking at the mark.
  private static let patience: UInt32 = 3

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
    for (number, handler) in [(SIGINT, note), (SIGTERM, note), (SIGALRM, leave)] {
      #if canImport(Darwin)
        Darwin.signal(number, handler)
      #elseif canImport(Musl)
        Musl.signal(number, handler)
      #else
        Glibc.signal(number, handler)
      #endif
    }
  }

  /// The exit code that an interruption asks for; nothing when there was none.
  static var exitCode: ExitCode? {
    let number = signal.load(ordering: .relaxed)
    guard number != 0 else { return nil }
    // Whoever looks ends what is under way, and writing it down may take its time.
    alarm(0)
    return number == SIGINT ? .interrupted : .terminated
  }

  /// Called by the system in the middle of anything: nothing but an atomic mark is safe here.
  private static let note: @convention(c) (Int32) -> Void = { number in
    let earlier = Interruption.signal.exchange(number, ordering: .relaxed)
    if earlier != 0 { _exit(128 + number) }
    alarm(Interruption.patience)
  }

  /// Called by the system when nobody has looked at the mark for too long.
  private static let leave: @convention(c) (Int32) -> Void = { _ in
    let text: StaticString = "stopped in the middle of a run: nothing of it was kept\n"
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    _exit(128 + Interruption.signal.load(ordering: .relaxed))
  }
}
