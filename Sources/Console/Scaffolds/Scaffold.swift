/// Files to begin with, before they are written.
struct Scaffold {
  /// The files: where each goes and what is in it.
  let files: [(path: String, text: String)]
  /// What to do next, as a command without the program's name.
  let next: String

  /// Writes the files.
  ///
  /// - Parameter force: whether files that are there already are written over.
  func write(force: Bool) throws(CommandError) {
    for (path, _) in files where !force && (try? FileSystem.kind(of: path)) != nil {
      throw CommandError(
        .cannotWrite, "'\(path)' is there already", hint: "--force writes over it")
    }
    for (path, text) in files {
      if let slash = path.lastIndex(of: "/") {
        try FileSystem.makeFolders(String(path[..<slash]))
      }
      try FileSystem.write(text, toReport: path)
    }
  }
}

/// What a person calls what is to be begun, and how code calls it.
struct ScaffoldName {
  /// In kebab case: `coffee-bar`.
  let kebab: String
  /// As a type: `CoffeeBar`.
  let type: String

  /// The name that a text gives: letters, digits and dashes, a letter first.
  init?(_ text: String) {
    let words = text.split(separator: "-", omittingEmptySubsequences: false)
    let isPlain = text.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
    }
    guard isPlain, !words.contains(where: \.isEmpty),
      let first = text.unicodeScalars.first, ("a"..."z").contains(first)
    else { return nil }
    kebab = text
    type = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
