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
  /// What to type to start it again, for commands to copy.
  ///
  /// It is the name where a shell found the program by it, else the path that was typed.
  package private(set) var invocation: String

  /// A program, found by its name.
  public init(name: String, version: String, summary: String, link: String?) {
    self.name = name
    self.version = version
    self.summary = summary
    self.link = link
    invocation = name
  }

  /// The same program as it was started: by its bare name, or by a path.
  ///
  /// A path below the working folder is kept relative to it, since that is what a person types
  /// and what stays right when the folder is copied.
  public func started(as argument: String?) -> Program {
    guard let argument, argument.contains("/") else { return self }
    var program = self
    let folder = Machine.folder.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    let isBelow = folder.map { argument.hasPrefix($0) } ?? false
    program.invocation = isBelow ? String(argument.dropFirst(folder?.count ?? 0)) : argument
    return program
  }
}
