import Harness

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a process needs that runs code which was written without the seam.
enum ForeignCode {
  /// Starts this process anew with fixed hash tables, once, if a scenario needs them.
  ///
  /// The order of `Dictionary` and `Set` is decided when a process starts; nothing can be done
  /// about it from inside. Called before anything is printed.
  static func fixHashes(for document: ScenarioDocument, of system: SystemUnderTest) {
    guard document.scenario.hostsForeignCode(of: system), getenv(variable) == nil else { return }
    setenv(variable, "1", 1)
    var words = CommandLine.arguments.map { strdup($0) }
    words.append(nil)
    // Where that fails the process goes on: everything but hash order is the same all the same.
    execv("/proc/self/exe", words)
  }

  private static let variable = "SWIFT_DETERMINISTIC_HASHING"
}
