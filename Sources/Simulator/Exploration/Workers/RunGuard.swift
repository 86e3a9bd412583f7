import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Notices when hosted code brings down the process, and does one last thing.
///
/// In a worker that is to hand over the results so far and to say how it ended; in a process that
/// runs seeds itself, to start the program again so that it uses workers. Either is done with
/// calls that are safe in the middle of anything.
package enum RunGuard {
  /// Called with how the process ends: the letter of ``End`` and the number of a signal, or zero.
  typealias Act = @convention(c) (UInt8, Int32) -> Void

  /// Ways in which a process can come to its end within a run.
  enum End: UInt8 {
    case trap = 0x74
    case exit = 0x65
    case memory = 0x6D
    case hang = 0x68
  }

  private static let isInsideRun = Atomic<Bool>(false)
  private static let memoryLimit = Atomic<Int64>(.max)
  private static let act = Atomic<UInt>(0)
  /// By signal, who handled it before; in unmanaged memory, since a handler reads it.
  private nonisolated(unsafe) static let previous = {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)
    actions.initialize(repeating: sigaction(), count: 64)
    return actions
  }()
  private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

  /// Begins to watch the process.
  static func install(_ act: Act) {
    let isFirst = RunGuard.act.exchange(unsafeBitCast(act, to: UInt.self), ordering: .relaxed) == 0
    guard isFirst else { return }
    // A stack that overflowed has no room for the handler.
    let size = 64 << 10
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    stack.ss_size = size
    sigaltstack(&stack, nil)
    for signal in signals {
      var action = sigaction()
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = RunGuard.trapped
      #elseif canImport(Musl)
        action.__sa_handler.sa_handler = RunGuard.trapped
      #else
        action.__sigaction_handler.sa_handler = RunGuard.trapped
      #endif
      action.sa_flags = Int32(bitPattern: UInt32(SA_ONSTACK) | UInt32(SA_RESETHAND))
      sigaction(signal, &action, previous + Int(signal))
    }
    atexit { RunGuard.perform(.exit, 0) }
    watchMemory()
  }

  /// Says that hosted code may run from here on, with so many bytes of memory.
  static func enter(memory: Int64) {
    memoryLimit.store(memory, ordering: .relaxed)
    isInsideRun.store(true, ordering: .relaxed)
  }

  /// Says that no hosted code runs any more.
  static func leave() {
    isInsideRun.store(false, ordering: .relaxed)
    memoryLimit.store(.max, ordering: .relaxed)
  }

  /// Does the last thing, if hosted code may be running.
  static func perform(_ end: End, _ signal: Int32) {
    guard isInsideRun.exchange(false, ordering: .relaxed) else { return }
    let address = act.load(ordering: .relaxed)
    guard address != 0 else { return }
    unsafeBitCast(address, to: Act.self)(end.rawValue, signal)
  }

  private static let trapped: @convention(c) (Int32) -> Void = { signal in
    RunGuard.perform(.trap, signal)
    // What trapped does so again on return, and whoever prints traces of traps can do that.
    sigaction(signal, previous + Int(signal), nil)
  }

  // MARK: Memory

  /// Looks at the memory of the process twenty times a second.
  ///
  /// The system's own limits count address space, of which a runtime reserves much more than it
  /// uses, and whoever hits them traps somewhere else.
  private static func watchMemory() {
    #if os(Linux)
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { _ in
          let statistics = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
          guard statistics >= 0 else { return nil }
          while true {
            usleep(50_000)
            if RunGuard.residentBytes(statistics) > RunGuard.memoryLimit.load(ordering: .relaxed) {
              RunGuard.perform(.memory, 0)
            }
          }
        }, nil)
      if code == 0 { pthread_detach(thread) }
    #endif
  }

  #if os(Linux)
    /// The resident memory, the second number of the system's statistics; zero when unknown.
    private static func residentBytes(_ statistics: Int32) -> Int64 {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 128) { buffer in
        let count = pread(statistics, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else { return 0 }
        var (field, pages) = (0, 0 as Int64)
        for byte in buffer[..<count] {
          if byte == UInt8(ascii: " ") {
            field += 1
            if field == 2 { break }
          } else if field == 1 {
            pages = pages * 10 + Int64(byte &- UInt8(ascii: "0"))
          }
        }
        return pages * Int64(getpagesize())
      }
    }
  #endif
}
