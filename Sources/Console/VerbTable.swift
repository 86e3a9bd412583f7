/// All verbs of a program with the options they share: what help, completion and reading use.
package struct VerbTable: Sendable {
  /// The program they belong to.
  package let program: Program
  /// The verbs, in the order in which help lists them.
  package let verbs: [Verb]
  /// Options that every verb has.
  package let shared: [OptionDeclaration]
  /// Variables that belong to no option.
  package let variables: [EnvironmentVariable]

  /// A table of verbs.
  ///
  /// - Precondition: verbs have different names; an option of one name has one shape and one
  ///   letter everywhere, so that a command line can be split before its verb is known; defaults
  ///   can be read.
  package init(
    program: Program, verbs: [Verb], shared: [OptionDeclaration],
    variables: [EnvironmentVariable]
  ) {
    self.program = program
    self.verbs = verbs
    self.shared = shared
    self.variables = variables
    checkNames()
    checkDefaults()
  }

  /// The verbs that a person is told of.
  var listedVerbs: [Verb] { verbs.filter { !$0.isHidden } }

  /// The verb of a name.
  func verb(_ name: String) -> Verb? {
    verbs.first { $0.name == name }
  }

  /// Every option a verb accepts: its own, then those that every verb has.
  func options(of verb: Verb) -> [OptionDeclaration] {
    verb.options + shared
  }

  /// Every option there is, each name once.
  var allOptions: [OptionDeclaration] {
    (shared + verbs.flatMap(\.options)).reduce(into: []) { known, option in
      if !known.contains(where: { $0.name == option.name }) { known.append(option) }
    }
  }

  /// The variables the program reads, in order: those of options, then the others.
  var allVariables: [EnvironmentVariable] {
    let ofOptions = allOptions.compactMap { option in
      option.variable.map { EnvironmentVariable($0, help: "as \(option.spelling)") }
    }
    return ofOptions + variables
  }

  /// What the names of all variables begin with that only this tool reads.
  ///
  /// The same for every program, so that one setting steers them all and the tests beside them.
  static let variablePrefix = "ORRERY_"

  private func checkNames() {
    for (position, verb) in verbs.enumerated() {
      precondition(
        !verbs[..<position].contains { $0.name == verb.name }, "two verbs named \(verb.name)")
    }
    let every = shared + verbs.flatMap(\.options)
    for (position, option) in every.enumerated() {
      for other in every[..<position] where other.name == option.name {
        precondition(
          other.shape == option.shape && other.short == option.short,
          "\(option.spelling) is \(other.shape) for one verb and \(option.shape) for another")
      }
      for other in every[..<position] where other.name != option.name {
        precondition(
          option.short == nil || other.short != option.short,
          "\(option.spelling) and \(other.spelling) share a letter")
      }
    }
  }

  private func checkDefaults() {
    for option in allOptions {
      do {
        try option.check([])
      } catch {
        preconditionFailure("the default of \(option.spelling) \(error.reason)")
      }
    }
  }
}
