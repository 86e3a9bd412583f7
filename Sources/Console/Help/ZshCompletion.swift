/// The completion script of zsh.
struct ZshCompletion {
  let table: VerbTable

  /// The script; it works both from a folder in `$fpath` and when it is sourced.
  var script: String {
    let function = table.completionFunction
    let verbs = table.listedVerbs.map { verb in
      "        \(quoted("\(verb.name):\(verb.summary.replacing(":", with: "\\:"))"))"
    }
    return """
      #compdef \(table.program.name)
      # zsh completion for \(table.program.name)
      \(function)() {
        local curcontext="$curcontext" state state_descr line
        typeset -A opt_args
        local -a shared verbs
        shared=(
      \(table.shared.flatMap(specifications).map { "    \($0)" }.joined(separator: "\n"))
        )
        _arguments -C $shared ':verb:->verb' '*::argument:->argument'
        case $state in
          verb)
            verbs=(
      \(verbs.joined(separator: "\n"))
            )
            _describe -t verbs verb verbs
            ;;
          argument)
            case $line[1] in
      \(table.listedVerbs.map(arm).joined(separator: "\n"))
            esac
            ;;
        esac
      }

      if [[ "${funcstack[1]}" == "\(function)" ]]; then
        \(function) "$@"
      else
        compdef \(function) \(table.program.name)
      fi

      """
  }

  private func arm(of verb: Verb) -> String {
    let places = verb.positionals.map { place in
      let start =
        switch place.count {
        case .one: ":"
        case .optional: "::"
        case .several, .any: "*:"
        }
      return quoted("\(start)\(escaped(place.name)):\(action(for: place.completion))")
    }
    let specifications = verb.options.flatMap(specifications) + places
    return """
              \(verb.name))
                _arguments $shared \\
      \(specifications.map { "            \($0) \\" }.joined(separator: "\n"))
                  && return
                ;;
      """.split(separator: "\n").filter { !$0.allSatisfy { $0 == " " } }.joined(separator: "\n")
  }

  /// One specification for each way to name an option, each excluding the others.
  private func specifications(of option: OptionDeclaration) -> [String] {
    let isList = option.shape == .list
    let rivals = isList ? "*" : "(\(option.spellings.joined(separator: " ")))"
    return option.spellings.map { spelling in
      var text = rivals + spelling
      if option.takesValue { text += spelling.hasPrefix("--") ? "=" : "+" }
      text += "[\(escaped(option.help))]"
      if option.takesValue {
        text += ":\(escaped(option.placeholder)):\(action(for: option.completion))"
      }
      return quoted(text)
    }
  }

  private func action(for completion: ValueCompletion) -> String {
    switch table.offered(completion) {
    case .none, .verbs, .suggestions: " "
    case .files: "_files"
    case .folders: "_files -/"
    case .words(let words): "(\(words.joined(separator: " ")))"
    }
  }

  /// Text inside a specification, where brackets and colons have a meaning.
  private func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      if "[]:\\".contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  private func quoted(_ text: String) -> String {
    "'\(text.replacing("'", with: "'\\''"))'"
  }
}
