/// Writes mistakes for machines: as JSON objects and as annotations of GitHub.
package enum DiagnosticExport {
  /// An array with one object a line, in the order of the mistakes.
  ///
  /// Fields: file, line, column, endColumn, severity, code, message, fix; fields that do not
  /// apply are left out.
  package static func json(_ diagnostics: [Diagnostic]) -> String {
    let lines = diagnostics.map { "  " + JSONText.compact(object($0)) }
    return lines.isEmpty ? "[]\n" : "[\n" + lines.joined(separator: ",\n") + "\n]\n"
  }

  /// One annotation a line; from the tenth on, one line says how many more there are.
  ///
  /// GitHub drops what exceeds ten of a kind without a word.
  package static func github(_ diagnostics: [Diagnostic], omitted: Int = 0) -> String {
    let most = 9
    var result = ""
    for diagnostic in diagnostics.prefix(most) { result += annotation(diagnostic) + "\n" }
    let rest = max(0, diagnostics.count - most) + omitted
    if rest > 0 { result += "::error::and \(rest) more, see the log\n" }
    return result
  }

  private static func object(_ diagnostic: Diagnostic) -> JSONNode {
    var members: [(String, JSONNode)] = []
    if let place = diagnostic.place {
      members.append(("file", .text(place.path)))
      members.append(("line", .integer(place.line)))
      members.append(("column", .integer(place.column)))
      members.append(("endColumn", .integer(place.column + place.length)))
    }
    members.append(("severity", .text(diagnostic.severity.rawValue)))
    members.append(("code", .text(diagnostic.code.rawValue)))
    members.append(("message", .text(diagnostic.message)))
    if let fix = diagnostic.fix { members.append(("fix", .text(fix))) }
    return .object(members)
  }

  private static func annotation(_ diagnostic: Diagnostic) -> String {
    var properties: [String] = []
    if let place = diagnostic.place {
      properties = [
        "file=\(escaped(place.path, isProperty: true))", "line=\(place.line)",
        "col=\(place.column)", "endColumn=\(place.column + place.length)",
      ]
    }
    properties.append("title=\(escaped(diagnostic.code.rawValue, isProperty: true))")
    var message = diagnostic.message
    if let label = diagnostic.label { message += " (\(label))" }
    for note in diagnostic.notes { message += "\n" + note }
    return "::\(diagnostic.severity.rawValue) \(properties.joined(separator: ","))"
      + "::\(escaped(message, isProperty: false))"
  }

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
