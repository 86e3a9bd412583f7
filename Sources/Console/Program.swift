/// The program a person calls: its name, and what it says of itself.
public struct Program: Sendable {
  /// The name, as it is typed.
  package let name: String
  /// The version, as `--version` prints it.
  package let version: String
  /// What it is for, as one line.
  package let summary: String
  /// Where to read more.
  package let link: String?

  /// A program.
  public init(name: String, version: String, summary: String, link: String?) {
    self.name = name
    self.version = version
    self.summary = summary
    self.link = link
  }
}
