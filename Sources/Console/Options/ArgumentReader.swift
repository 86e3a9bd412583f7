import Primitives

/// Reads what a verb was asked from the command line, the environment and a settings file.
struct ArgumentReader {
  let table: VerbTable
  let environment: Environment
  let settings: Settings?

  /// The arguments of a verb, all of them checked.
  ///
  /// The command line beats the environment, which beats the settings file, which beats
  /// defaults. An option given several times counts with its last text, unless it is a list.
  func arguments(
    of verb: Verb, from pieces: [ArgumentScanner.Piece]
  ) throws(UsageError) -> Arguments {
    let own = table.options(of: verb)
    var typed: OrderedDictionary<String, [String]> = [:]
    var spellings: OrderedDictionary<String, String> = [:]
    var words: [String] = []
    for piece in pieces {
      switch piece {
      case .word(let word): words.append(word)
      case .mistake(let mistake): throw completed(mistake, for: own)
      case .option(let option, let spelling, let text):
        guard own.contains(where: { $0.name == option.name }) else {
          throw foreign(option, spelling: spelling, verb: verb)
        }
        typed[option.name, default: []].append(text)
        spellings[option.name] = spelling
      }
    }
    var options: OrderedDictionary<String, Arguments.Given> = [:]
    for option in own {
      let given = given(option, typed: typed[option.name])
      let place = place(of: option, given: given.source, spelling: spellings[option.name])
      try check(option, given, place: place)
      options[option.name] = given
    }
    return Arguments(
      table: table, options: options, positionals: try places(of: verb, filledWith: words),
      environment: environment)
  }

  /// A mistake with the nearest option's name, now that the verb is known.
  func completed(_ mistake: UsageError, for options: [OptionDeclaration]) -> UsageError {
    guard case .unknownOption(let spelling, _) = mistake, spelling.hasPrefix("--") else {
      return mistake
    }
    let names = options.flatMap { option in
      option.shape == .toggle ? [option.name, "no-\(option.name)"] : [option.name]
    }
    let nearest = Suggestion.nearest(to: String(spelling.dropFirst(2)), among: names)
    return .unknownOption(spelling, nearest: nearest.map { "--\($0)" })
  }

  private func foreign(
    _ option: OptionDeclaration, spelling: String, verb: Verb
  ) -> UsageError {
    let owners = table.listedVerbs
      .filter { $0.options.contains { $0.name == option.name } }.map(\.name)
    return .foreignOption(spelling, verb: verb.name, owners: owners)
  }

  private func given(_ option: OptionDeclaration, typed: [String]?) -> Arguments.Given {
    if let typed { return Arguments.Given(texts: typed, source: .commandLine) }
    if let name = option.variable, let text = environment[name] {
      let texts = option.shape == .list ? text.split(separator: ",").map(String.init) : [text]
      return Arguments.Given(texts: texts, source: .environment(name))
    }
    if let settings, let texts = settings.values[option.name] {
      return Arguments.Given(texts: texts, source: .settings(settings.path))
    }
    return Arguments.Given(texts: [], source: .standard)
  }

  private func place(
    of option: OptionDeclaration, given source: OptionSource, spelling: String?
  ) -> String {
    switch source {
    case .commandLine, .standard: spelling ?? option.spelling
    case .environment(let name): name
    case .settings(let path): "\(path): \(option.name)"
    }
  }

  private func check(
    _ option: OptionDeclaration, _ given: Arguments.Given, place: String
  ) throws(UsageError) {
    for text in given.texts {
      do {
        try option.check([text])
      } catch {
        throw .invalidValue(place: place, value: text, reason: error.reason)
      }
    }
  }

  private func places(
    of verb: Verb, filledWith words: [String]
  ) throws(UsageError) -> OrderedDictionary<String, [String]> {
    var rest = words[...]
    var places: OrderedDictionary<String, [String]> = [:]
    for place in verb.positionals {
      let texts = place.takesMany ? Array(rest) : Array(rest.prefix(1))
      rest = rest.dropFirst(texts.count)
      if texts.isEmpty, place.isRequired {
        throw .missingArgument(place.name, verb: verb.name)
      }
      if case .words(let allowed) = place.completion {
        try check(texts, at: place, among: allowed)
      }
      places[place.name] = texts
    }
    if let extra = rest.first { throw .unexpectedArgument(extra, verb: verb.name) }
    return places
  }

  private func check(
    _ texts: [String], at place: Positional, among words: [String]
  ) throws(UsageError) {
    let reader = ValueReader.word(words, place.name)
    for text in texts {
      do {
        _ = try reader.read(text)
      } catch {
        throw .invalidValue(place: place.name, value: text, reason: error.reason)
      }
    }
  }
}
