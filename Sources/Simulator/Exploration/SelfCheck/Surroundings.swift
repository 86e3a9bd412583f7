import Engine

/// What one execution of a seed is surrounded by that must not matter to it.
package struct Surroundings: Hashable, Sendable {
  /// Whether hash tables have a seed of their own instead of the fixed one.
  var hasRandomHashes = false
  /// Whether variables that the program does not need are taken away.
  var hasBareEnvironment = false
  /// Whether another run went before in the process.
  var isAfterAnother = false
  /// Whether seeds are run from the last to the first.
  var isReversed = false

  /// Fixed hashing, the environment as it is, nothing before.
  static let plain = Surroundings()
  /// Everything different from the plain surroundings.
  static let opposite = Surroundings(
    hasRandomHashes: true, hasBareEnvironment: true, isAfterAnother: true, isReversed: true)

  /// The plain surroundings with one thing changed.
  static func differing(in circumstance: Circumstances) -> Surroundings {
    Surroundings(
      hasRandomHashes: circumstance.contains(.hashSeed),
      hasBareEnvironment: circumstance.contains(.environment),
      isAfterAnother: circumstance.contains(.earlierRuns))
  }

  /// The variables of a process in these surroundings.
  var variables: [String] {
    var kept = FreshProcess.ownVariables.filter { !$0.hasPrefix(Surroundings.hashing + "=") }
    if hasBareEnvironment {
      kept = kept.filter { variable in
        Surroundings.needed.contains { variable.hasPrefix($0) }
      }
    }
    if !hasRandomHashes { kept.append("\(Surroundings.hashing)=1") }
    return kept
  }

  /// The options that a probe is given.
  var options: [String] {
    (isAfterAnother ? ["--warm"] : []) + (isReversed ? ["--reversed"] : [])
  }

  private static let hashing = "SWIFT_DETERMINISTIC_HASHING"
  /// What variables of the loader, the runtime, sanitizers and this program begin with.
  private static let needed = ["PATH=", "LD_", "SWIFT_", "ORRERY_", "TMPDIR=", "LLVM_", "TSAN_"]
}
