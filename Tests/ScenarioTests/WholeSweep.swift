/// All scenarios under twenty seeds by the built program, run once for all tests that look at it.
enum WholeSweep {
  private static func run(hashing: String?) -> Result<OrreryCommand.Ending, any Error> {
    Result {
      try OrreryCommand(environment: ["SWIFT_DETERMINISTIC_HASHING": hashing])
        .run("orrery run Scenarios --seeds 1..20 --json")
    }
  }

  /// With a seed of hash tables that chance decides.
  static let random = run(hashing: nil)
  /// With the same seed of hash tables each time.
  static let fixed = run(hashing: "1")

  /// What a sweep says without how long it took, the only thing that may differ.
  static func lasting(_ text: String) -> String {
    text.replacing(/"wall": \{[^}]*\}/, with: "")
  }
}
