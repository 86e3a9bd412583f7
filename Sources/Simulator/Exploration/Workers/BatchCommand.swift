import Harness
import Primitives

/// What a worker is told to do: a stretch of runs, and what is left out of the first of them.
struct BatchCommand {
  /// The first run, counted from zero within the job's shard.
  let first: UInt64
  /// How many runs there are.
  let count: Int
  /// Laws that are not looked at in the first run, with the reason.
  let withheld: OrderedDictionary<String, String>

  init(first: UInt64, count: Int, withheld: OrderedDictionary<String, String>) {
    self.first = first
    self.count = count
    self.withheld = withheld
  }

  /// The command as one line, without its line end.
  var line: String {
    let words = ["run", "\(first)", "\(count)"]
    let laws = withheld.flatMap { [JSONText.quoted($0.key), JSONText.quoted($0.value)] }
    return (words + laws).joined(separator: "\t")
  }

  /// The command that a line holds; nothing when it holds none.
  init?(line: String) {
    let parts = line.split(separator: "\t")
    guard parts.count >= 3, parts.count % 2 == 1, parts[0] == "run",
      let first = UInt64(parts[1]), let count = Int(parts[2]), count >= 0
    else { return nil }
    var withheld = OrderedDictionary<String, String>()
    for index in stride(from: 3, to: parts.count, by: 2) {
      guard let law = BatchCommand.text(parts[index]),
        let reason = BatchCommand.text(parts[index + 1])
      else { return nil }
      withheld[law] = reason
    }
    self.init(first: first, count: count, withheld: withheld)
  }

  private static func text(_ word: Substring) -> String? {
    var diagnostics = DiagnosticList()
    let file = SourceFile(path: "", bytes: Array(word.utf8))
    return JSONReader.read(file, into: &diagnostics)?.text
  }
}
