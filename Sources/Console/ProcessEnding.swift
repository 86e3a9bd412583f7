#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The end of the whole process; called by executables only, as their last act.
public enum ProcessEnding {
  /// Ends the process with a code that says how it went.
  public static func end(with code: ExitCode) -> Never {
    exit(code.rawValue)
  }
}
