/// Why a command line could not be understood.
package enum UsageError: Error, Equatable {
  /// No verb was given.
  case noVerb
  /// There is no such verb.
  case unknownVerb(String, nearest: String?)
  /// There is no such option.
  case unknownOption(String, nearest: String?)
  /// The option belongs to other verbs.
  case foreignOption(String, verb: String, owners: [String])
  /// The option needs a value and has none.
  case missingValue(String, next: String?)
  /// The option takes no value and has one.
  case unexpectedValue(String, value: String)
  /// A value is not of the option's type; `place` names the option, variable or argument.
  case invalidValue(place: String, value: String, reason: String)
  /// The verb needs an argument that is not there.
  case missingArgument(String, verb: String)
  /// The verb has no place for an argument.
  case unexpectedArgument(String, verb: String)

  /// What is wrong, as one line.
  var message: String {
    switch self {
    case .noVerb: "no verb given"
    case .unknownVerb(let word, _): "there is no verb '\(word)'"
    case .unknownOption(let spelling, _): "unknown option '\(spelling)'"
    case .foreignOption(let spelling, let verb, _): "'\(verb)' has no option '\(spelling)'"
    case .missingValue(let spelling, _): "'\(spelling)' needs a value"
    case .unexpectedValue(let spelling, let value):
      "'\(spelling)' takes no value, but was given '\(value)'"
    case .invalidValue(let place, let value, let reason): "\(place): '\(value)' \(reason)"
    case .missingArgument(let name, let verb): "'\(verb)' needs \(name)"
    case .unexpectedArgument(let text, let verb):
      "'\(verb)' has no place for the argument '\(text)'"
    }
  }

  /// What to write instead, if that can be guessed.
  var hint: String? {
    switch self {
    case .unknownVerb(_, let nearest), .unknownOption(_, let nearest):
      nearest.map { "did you mean '\($0)'?" }
    case .foreignOption(_, _, let owners):
      "it belongs to \(owners.joined(separator: ", "))"
    case .missingValue(let spelling, let next):
      next.map { "if '\($0)' is the value, write \(spelling)=\($0)" }
    case .noVerb, .unexpectedValue, .invalidValue, .missingArgument, .unexpectedArgument: nil
    }
  }
}
