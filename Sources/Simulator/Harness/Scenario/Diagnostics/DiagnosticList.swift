/// The mistakes found so far, of which only the first few are kept.
///
/// A file in which everything is wrong must not bury its reader, nor cost time without bound.
package struct DiagnosticList: Sendable {
  /// How many errors, and as many warnings, are kept.
  package static let limit = 20

  /// The mistakes kept, in the order in which they were found.
  package private(set) var kept: [Diagnostic] = []
  /// The number of errors found, kept or not.
  package private(set) var errorCount = 0
  /// The number of warnings found, kept or not.
  package private(set) var warningCount = 0

  /// A list without mistakes.
  package init() {}

  /// Whether anything was found that prevents a run.
  package var hasErrors: Bool { errorCount > 0 }

  /// Whether further errors would only be counted.
  package var isFull: Bool { errorCount >= DiagnosticList.limit }

  /// How many mistakes were counted but not kept.
  package var omitted: Int { errorCount + warningCount - kept.count }

  /// The mistakes kept, file by file and from the top of each down; those without a place first.
  package var inOrderOfPlace: [Diagnostic] {
    var files: [String: Int] = [:]
    for mistake in kept {
      if let path = mistake.place?.path, files[path] == nil { files[path] = files.count }
    }
    func key(_ position: Int) -> (Int, Int, Int) {
      guard let place = kept[position].place else { return (-1, 0, position) }
      return (files[place.path] ?? 0, place.bytes.lowerBound, position)
    }
    return kept.indices.sorted { key($0) < key($1) }.map { kept[$0] }
  }

  /// Takes in a mistake; the message is only made when it will be kept.
  package mutating func add(
    _ severity: Diagnostic.Severity = .error, _ diagnostic: () -> Diagnostic
  ) {
    switch severity {
    case .error:
      errorCount += 1
      if errorCount > DiagnosticList.limit { return }
    case .warning:
      warningCount += 1
      if warningCount > DiagnosticList.limit { return }
    }
    var made = diagnostic()
    made.severity = severity
    kept.append(made)
  }
}
