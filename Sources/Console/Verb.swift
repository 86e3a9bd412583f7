/// One thing the command can do: its name, what it accepts, and the work itself.
package struct Verb: Sendable {
  /// A command a person could type, and what it does.
  package struct Example: Sendable {
    /// What follows the program's name.
    package let arguments: String
    /// What it does, as one line.
    package let meaning: String

    /// An example and its meaning.
    package init(_ arguments: String, _ meaning: String) {
      self.arguments = arguments
      self.meaning = meaning
    }
  }

  /// Does the work and says how it ended.
  package typealias Work =
    @Sendable (Arguments, Terminal) async throws(CommandError) -> ExitCode

  /// The word that calls it.
  package let name: String
  /// What it does, as one line.
  package let summary: String
  /// What else there is to know, in paragraphs; full help shows it.
  package let discussion: String
  /// Commands to copy; help shows them first.
  package let examples: [Example]
  /// The places for arguments, in order.
  package let positionals: [Positional]
  /// The options, in the order in which help lists them.
  package let options: [OptionDeclaration]
  /// Whether it is left out of help and completion, being of use to the program itself alone.
  package let isHidden: Bool
  /// The work.
  package let work: Work

  /// A verb.
  ///
  /// - Precondition: only the last place takes many arguments, and none that must be filled
  ///   follows one that may stay empty.
  package init(
    _ name: String, _ summary: String, discussion: String = "", examples: [Example],
    positionals: [Positional] = [], options: [OptionDeclaration] = [], isHidden: Bool = false,
    work: @escaping Work
  ) {
    for (place, next) in zip(positionals, positionals.dropFirst()) {
      precondition(!place.takesMany, "\(name): \(place.name) leaves nothing for \(next.name)")
      precondition(
        place.isRequired || !next.isRequired,
        "\(name): \(next.name) must be filled but follows \(place.name), which may stay empty")
    }
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
    self.positionals = positionals
    self.options = options
    self.isHidden = isHidden
    self.work = work
  }
}
