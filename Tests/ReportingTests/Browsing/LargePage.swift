import Foundation

/// A page whose run happens again and again, until it has as many events as are wanted.
enum LargePage {
  /// The page with its columns repeated, each repetition with a line of texts of its own.
  static func text(_ page: String, events: Int) throws -> String {
    guard let begin = page.range(of: "id=\"data\">"),
      let end = page.range(of: "</script>", range: begin.upperBound..<page.endIndex)
    else { throw BrowserFailure(description: "a page without data") }
    var lines = page[begin.upperBound..<end.lowerBound].components(separatedBy: "\n")
    let data = try PageData(page)
    guard let block = data.fields["block"] as? Int, data.count <= block else {
      throw BrowserFailure(description: "\(data.count) events are too many to be repeated")
    }
    let times = (events + data.count - 1) / data.count
    for index in 0..<2 {
      var fields =
        try JSONSerialization.jsonObject(with: Data(lines[index].utf8)) as? [String: Any] ?? [:]
      for name in ["t", "s", "c", "m", "o", "e"] {
        guard let column = fields[name] as? String else { continue }
        fields[name] = String(repeating: column, count: times)
      }
      if fields["operations"] != nil { fields["operations"] = operations(data, times) }
      if let edges = fields["edges"] as? Int { fields["edges"] = edges * times }
      if fields["count"] != nil {
        fields.merge(["count": data.count * times, "block": data.count]) { $1 }
        fields["total"] = data.count * times
      }
      lines[index] = String(
        decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    }
    lines.insert(contentsOf: Array(repeating: lines[2], count: times - 1), at: 2)
    return page.replacingCharacters(
      in: begin.upperBound..<end.lowerBound,
      with: lines.joined(separator: "\n"))
  }

  /// Where operations begin, as differences in letters.
  private static func operations(_ data: PageData, _ times: Int) -> String {
    let begins = data.sums("operations")
    var last = 0
    var letters = ""
    for begin in (0..<times).flatMap({ time in begins.map { $0 + time * data.count } }) {
      letters += LetterReader.letters(begin - last)
      last = begin
    }
    return letters
  }
}
