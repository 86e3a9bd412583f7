/// The completion script of bash.
struct BashCompletion {
  let table: VerbTable

  /// The script.
  ///
  /// It keeps to bash 3.2, which has no `mapfile`. Bash splits words at `=`, so a value behind
  /// one is completed from the word before it.
  var script: String {
    let function = table.completionFunction
    let valued = table.allOptions.filter(\.takesValue).flatMap(\.spellings)
    let verbs = table.listedVerbs.map(\.name)
    return """
      # bash completion for \(table.program.name)
      \(function)_offer() {
        local line
        while IFS= read -r line; do COMPREPLY+=("$line"); done
      }

      \(function)() {
        local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
        local verb="" options="" words="" kind="" index
        COMPREPLY=()
        if [[ "$word" == "=" ]]; then
          word=""
        elif [[ "$previous" == "=" ]]; then
          previous="${COMP_WORDS[COMP_CWORD-2]}"
        fi
        for ((index = 1; index < COMP_CWORD; index++)); do
          case "${COMP_WORDS[index]}" in
            \(valued.joined(separator: "|"))) ((index++)) ;;
            \(verbs.joined(separator: "|"))) verb="${COMP_WORDS[index]}"; break ;;
          esac
        done
        case "$verb $previous" in
      \(valueArms)
        esac
        case "$verb" in
      \(verbArms)
        esac
        if [[ -z "$kind" ]]; then
          if [[ "$word" == -* ]]; then
            words="$options"
            kind=words
          elif [[ -z "$verb" ]]; then
            words="\(verbs.joined(separator: " "))"
            kind=words
          fi
        fi
        case "$kind" in
          words) \(function)_offer < <(compgen -W "$words" -- "$word") ;;
          folders)
            compopt -o filenames 2>/dev/null
            \(function)_offer < <(compgen -d -- "$word") ;;
          nothing) ;;
          *)
            compopt -o filenames 2>/dev/null
            \(function)_offer < <(compgen -f -- "$word") ;;
        esac
      }

      complete -F \(function) \(table.program.name)

      """
  }

  /// What follows an option that takes a value; a verb's own come before the shared ones.
  private var valueArms: String {
    let own = table.listedVerbs.flatMap { verb in
      verb.options.filter(\.takesValue).map { valueArm(of: $0, after: "\"\(verb.name) ") }
    }
    let shared = table.shared.filter(\.takesValue).map { valueArm(of: $0, after: "*\" ") }
    return (own + shared).joined(separator: "\n")
  }

  private func valueArm(of option: OptionDeclaration, after start: String) -> String {
    let pattern = option.spellings.map { "\(start)\($0)\"" }.joined(separator: "|")
    return "    \(pattern)) \(assignments(for: option.completion)) ;;"
  }

  /// What stands behind each verb: its options and, if they are known, the words of its places.
  private var verbArms: String {
    let none = "    \"\") options=\"\(spellings(table.shared))\" ;;"
    let arms = table.listedVerbs.map { verb in
      let options = "options=\"\(spellings(table.options(of: verb)))\""
      // A place of known words is offered unless an option or its value is being typed.
      let places = verb.positionals.first.map(\.completion) ?? .none
      let condition = "[[ -n \"$kind\" || \"$word\" == -* ]]"
      return "    \(verb.name)) \(options)\n"
        + "      \(condition) || { \(assignments(for: places)); } ;;"
    }
    return ([none] + arms).joined(separator: "\n")
  }

  private func assignments(for completion: ValueCompletion) -> String {
    switch table.offered(completion) {
    case .none, .verbs, .suggestions: "kind=nothing"
    case .files: "kind=files"
    case .folders: "kind=folders"
    case .words(let words): "words=\"\(words.joined(separator: " "))\"; kind=words"
    }
  }

  private func spellings(_ options: [OptionDeclaration]) -> String {
    options.flatMap(\.spellings).joined(separator: " ")
  }
}
