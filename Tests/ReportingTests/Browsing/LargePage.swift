import Foundation

/// A page whose run happens again and again, until it has as many events as are wanted.
enum LargePage {
  /// The page with its columns repeated.
  static func text(_ page: String, events: Int) throws -> String {
    guard let begin = page.range(of: "id=\"data\">"),
      let end = page.range(of: "</script>", range: begin.upperBound..<page.endIndex)
    else { throw BrowserFailure(description: "a page without data") }
    var lines = page[begin.upperBound..<end.lowerBound].components(separatedBy: "\n")
    func fields(_ line: String) throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
    let (head, rest) = (try fields(lines[0]), try fields(lines[1]))
    var data = head.merging(rest) { first, _ in first }
    func column(_ name: String) -> [Int] { data[name] as? [Int] ?? [] }
    let count = column("t").count
    let times = (events + count - 1) / count
    for name in ["t", "k", "p", "q", "c", "x", "d", "w", "o"] {
      data[name] = repeated(column(name), times)
    }
    data["told"] = (0..<times).flatMap { time in column("told").map { $0 + time * count } }
    data["m"] = messages(column("m"), times)
    data["e"] = edges(column("e"), times, count)
    data["total"] = count * times
    for (line, names) in [head, rest].enumerated() {
      let fields = data.filter { names[$0.key] != nil }
      lines[line] = String(
        decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    }
    return page.replacingCharacters(
      in: begin.upperBound..<end.lowerBound,
      with: lines.joined(separator: "\n").replacing("</", with: "<\\/"))
  }

  private static func repeated(_ column: [Int], _ times: Int) -> [Int] {
    (0..<times).flatMap { _ in column }
  }

  /// Numbers of messages as differences, each repetition with numbers of its own.
  private static func messages(_ column: [Int], _ times: Int) -> [Int] {
    var sum = 0
    let numbers = column.map { difference -> Int in
      sum += difference
      return sum
    }
    let most = (numbers.max() ?? 0) + 1
    var last = 0
    return (0..<times).flatMap { time in
      numbers.map { number -> Int in
        let moved = number < 0 ? number : number + time * most
        defer { last = moved }
        return moved - last
      }
    }
  }

  /// Edges as three numbers, the first the distance from the edge before.
  private static func edges(_ column: [Int], _ times: Int, _ count: Int) -> [Int] {
    let last = stride(from: 0, to: column.count, by: 3).reduce(0) { $0 + column[$1] }
    var next = column
    if !next.isEmpty { next[0] += count - last }
    return column + (1..<max(1, times)).flatMap { _ in next }
  }
}
