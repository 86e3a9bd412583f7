/// When output is coloured.
package enum ColorChoice: String, Sendable, CaseIterable {
  /// On terminals, unless the environment says otherwise.
  case auto
  /// Always.
  case always
  /// Never.
  case never

  /// Whether one stream is coloured.
  ///
  /// An explicit choice wins. Otherwise `FORCE_COLOR` beats `NO_COLOR`, which beats what is known
  /// of the stream: it must be a terminal, and not a dumb one. Both variables are conventions
  /// that many tools share (force-color.org, no-color.org).
  package func colors(interactive: Bool, environment: Environment) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if let force = environment["FORCE_COLOR"] { return force != "0" && force != "false" }
    if environment["NO_COLOR"] != nil { return false }
    return interactive && environment["TERM"] != "dumb"
  }
}
