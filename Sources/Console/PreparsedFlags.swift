/// What a command line says about the command itself, read before its verb is known.
///
/// Nothing here complains: a wrong value is told when the verb's arguments are read, and until
/// then the default stands.
struct PreparsedFlags {
  private(set) var words: [String] = []
  private(set) var help: Help.Extent?
  private(set) var wantsVersion = false
  private(set) var completionShell: String?
  private(set) var color: ColorChoice
  private(set) var verbosity = Verbosity.normal
  private(set) var folder: String?
  private(set) var settings: String?

  init(_ pieces: [ArgumentScanner.Piece], environment: Environment) {
    color =
      SharedOptions.color.declaration.variable
      .flatMap { environment[$0] }.flatMap { ColorChoice(rawValue: $0) } ?? .auto
    for piece in pieces {
      switch piece {
      case .word(let word): words.append(word)
      case .option(let option, let spelling, let text):
        take(option.name, spelling: spelling, text: text)
      case .mistake: continue
      }
    }
  }

  private mutating func take(_ name: String, spelling: String, text: String) {
    switch name {
    case SharedOptions.help.declaration.name: help = spelling == "-h" ? .short : .full
    case SharedOptions.version.declaration.name: wantsVersion = true
    case SharedOptions.quiet.declaration.name: verbosity = .quiet
    case SharedOptions.verbose.declaration.name: verbosity = .verbose
    case SharedOptions.color.declaration.name: color = ColorChoice(rawValue: text) ?? color
    case SharedOptions.noColor.declaration.name: color = .never
    case SharedOptions.folder.declaration.name: folder = text
    case SharedOptions.settings.declaration.name: settings = text
    case SharedOptions.completionScript.declaration.name: completionShell = text
    default: break
    }
  }
}
