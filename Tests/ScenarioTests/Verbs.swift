import Testing

/// The verbs of the built program, as its help lists them.
enum Verbs {
  static func all() throws -> [String] {
    let lines = try OrreryCommand.run("orrery --help").output
      .split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "Verbs"))
    return lines[(start + 1)...].prefix { !$0.isEmpty }.compactMap { line in
      line.split(separator: " ").first.map(String.init)
    }
  }
}
