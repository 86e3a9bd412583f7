#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

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

  /// The most memory that this process has held so far, in units of 1,024 bytes.
  package static var peakResidentKilobytes: Int {
    var usage = rusage()
    guard getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    return Int(usage.ru_maxrss)
  }

  /// How much time of processors this process has used so far.
  package static var processorTime: Duration {
    var usage = rusage()
    guard getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return .zero }
    func nanoseconds(_ time: timeval) -> Int64 {
      Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1_000
    }
    return .nanoseconds(nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime))
  }

  /// Lets the most memory count from now on, where the system knows how.
  package static func forgetPeakResident() {
    #if os(Linux)
      guard let file = fopen("/proc/self/clear_refs", "w") else { return }
      fputs("5", file)
      fclose(file)
    #endif
  }

  /// The most memory since it began to count, in units of 1,024 bytes.
  package static var countedResidentKilobytes: Int {
    #if os(Linux)
      if let file = fopen("/proc/self/status", "r") {
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
          let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
          guard text.hasPrefix("VmHWM:") else { continue }
          return Int(text.filter(\.isNumber)) ?? peakResidentKilobytes
        }
      }
    #endif
    return peakResidentKilobytes
  }

  /// Draws a word for a seed that nobody chose.
  package static func randomWord() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }

  /// The folder that relative paths start from; nothing where it is gone.
  package static var folder: String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  /// Makes a folder the one that relative paths start from, and says whether that worked.
  package static func enter(_ folder: String) -> Bool { chdir(folder) == 0 }

  private static func text<Bytes>(_ field: Bytes) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
