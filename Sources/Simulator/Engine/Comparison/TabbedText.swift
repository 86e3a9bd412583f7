/// Texts within lines whose parts are kept apart by tabs.
package enum TabbedText {
  /// The text without the characters that keep parts and lines apart.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text that was escaped.
  package static func unescaped(_ text: some StringProtocol) -> String {
    guard text.contains("\\") else { return String(text) }
    var result = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if isEscaped {
        switch scalar {
        case "t": result += "\t"
        case "n": result += "\n"
        case "r": result += "\r"
        default: result.unicodeScalars.append(scalar)
        }
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension ComparedEvent {
  /// The event as a line, its parts kept apart by tabs.
  package var line: String {
    [
      "\(instant)", kind, TabbedText.escaped(place), TabbedText.escaped(peer),
      TabbedText.escaped(task), "\(subject)", "\(value)", TabbedText.escaped(text), "\(mark)",
    ].joined(separator: "\t")
  }

  /// The event of a line; nothing when it is none.
  package init?(line: some StringProtocol) {
    let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard parts.count == 9, let instant = Int64(parts[0]), let subject = UInt64(parts[5]),
      let value = UInt64(parts[6]), let mark = UInt64(parts[8])
    else { return nil }
    self.init(
      instant: instant, kind: String(parts[1]), place: TabbedText.unescaped(parts[2]),
      peer: TabbedText.unescaped(parts[3]), task: TabbedText.unescaped(parts[4]),
      subject: subject, value: value, text: TabbedText.unescaped(parts[7]), mark: mark)
  }
}
