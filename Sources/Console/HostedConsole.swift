public import Harness

extension Console {
  /// The command line with every verb, for a team's own system.
  public static func standard(_ program: Program, hosting system: HostedSystem) -> Console {
    standard(program, system: system.underTest)
  }
}
