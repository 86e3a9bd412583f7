import Testing

/// Finds code that goes through a hash table in the order in which it happens to be held.
///
/// Reads one file at a time: it knows what the file itself declares as a `Dictionary` or `Set`,
/// and looks for uses of these names whose outcome depends on the order. What may be asked of a
/// table is whether it holds something, how much, and whether all or any of it is so.
private enum HashIteration {
  /// Members whose outcome depends on the order of the elements.
  private static let ordered = [
    "map", "flatMap", "compactMap", "reduce", "forEach", "first", "prefix", "dropFirst",
    "enumerated", "joined", "popFirst", "randomElement", "lazy", "makeIterator", "description",
    "keys", "values", "mapValues", "compactMapValues", "max", "min", "elements", "reversed",
  ]

  static func violations(in file: Repository.File) -> [String] {
    guard file.path.hasPrefix("Sources/"), !file.path.hasPrefix("Sources/Console/") else {
      return []
    }
    let lines = SwiftCode.lines(of: file.text)
    let names = declared(in: lines)
    return lines.enumerated().flatMap { index, line in
      uses(of: names, in: line).map { use in
        "\(file.path):\(index + 1): '\(use)' goes through a hash table in no order; use an "
          + "ordered collection from Primitives or sort first"
      }
    }
  }

  /// The names that a file declares as hash tables, and as nothing else.
  private static func declared(in lines: [String]) -> Set<String> {
    let declaration =
      /\b(\w+)\s*(?::\s*(?:Set<|Dictionary<|\[[\w.<>?]+\s?:\s)|=\s*(?:Set[<(]|Dictionary[<(]|\[[\w.<>?]+\s?:\s[^\]]+\]\())/
    var names: Set<String> = []
    // Patterns are slow: only lines that can match are looked at.
    for line in lines where mayDeclare(line) {
      for match in line.matches(of: declaration) where !isLabel(match.range, in: line) {
        names.insert(String(match.output.1))
      }
    }
    guard !names.isEmpty else { return [] }
    let other = /\b(?:(?:let|var)\s+(\w+)|(\w+):\s*\[[\w.<>?]+\])/
    for line in lines where !mayDeclare(line) && names.contains(where: { line.contains($0) }) {
      for match in line.matches(of: other) {
        if let name = match.output.1 ?? match.output.2 { names.remove(String(name)) }
      }
    }
    return names
  }

  private static func mayDeclare(_ line: String) -> Bool {
    line.contains("Set<") || line.contains("Set(") || line.contains("Dictionary<")
      || line.contains("Dictionary(") || line.contains("[") && line.contains(": ")
  }

  /// Whether a match is the label of an argument, such as `known: Set(values)`, and declares
  /// nothing.
  private static func isLabel(_ range: Range<String.Index>, in line: String) -> Bool {
    line[range].hasSuffix("Set(") && line[range].contains(":")
  }

  private static func uses(of names: Set<String>, in line: String) -> [String] {
    let isDirect = line.contains("Set(") || line.contains("Set<")
    guard isDirect || names.contains(where: { line.contains($0) }) else { return [] }
    // Whatever is sorted at once has an order.
    if line.contains(".sorted(") || line.contains(".sorted {") || line.contains("OrderedSet(") {
      return []
    }
    var found: [String] = []
    for match in line.matches(of: /\bin\s+(?:self\.)?(\w+)((?:\.\w+)?)\s*(?:\{|where\b|$)/) {
      let member = match.output.2
      let isOfTable = names.contains(String(match.output.1))
      if isOfTable, member.isEmpty || member == ".keys" || member == ".values" {
        found.append(String(match.output.1) + member)
      }
    }
    for match in line.matches(of: /(?:^|[^\w.])(?:self\.)?(\w+)\.(\w+)\b/)
    where names.contains(String(match.output.1)) && ordered.contains(String(match.output.2)) {
      found.append("\(match.output.1).\(match.output.2)")
    }
    for match in line.matches(of: /\b(?:Array|ArraySlice)\((\w+)\)/)
    where names.contains(String(match.output.1)) {
      found.append("Array(\(match.output.1))")
    }
    if isDirect {
      let direct = /\bin Set[(<]|\bSet\([^()]*\)\.(?:map|first|forEach|reduce|joined)\b/
      for match in line.matches(of: direct) { found.append(String(match.output)) }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }
  }
}

@Suite struct HashIterationTests {
  @Test func `no code goes through a hash table in the order it happens to have`() {
    let violations = Repository.sources.flatMap { HashIteration.violations(in: $0) }
    #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
  }

  @Test func `going through a hash table is found`() {
    let samples = [
      "let open: Set<Int> = []\nfor a in open {",
      "var open = Set<Int>()\nfor a in open where a > 1 {",
      "var open: [String: Int] = [:]\nfor (key, value) in open {",
      "private let open: [Key: Int]\nlet a = open.map { $0 }",
      "var open = Set(items)\nlet a = open.first",
      "var open: [String: Int] = [:]\nfor value in open.values {",
      "var open: Dictionary<String, Int> = [:]\nlet a = self.open.keys",
      "func a(open: Set<Int>) {\nlet a = Array(open)",
      "var open = [String: Int]()\nreturn open.reduce(0) {",
      "let a = 1\nfor b in Set(items) {", "let a = 1\nlet b = Set(items).map { $0 }",
    ]
    for sample in samples {
      let found = HashIteration.violations(in: .init("Sources/Shop/Orders/A.swift", sample))
      #expect(found.count == 1, "\(sample): \(found)")
      #expect(found.first?.hasPrefix("Sources/Shop/Orders/A.swift:2: ") == true, "\(sample)")
      #expect(found.first?.contains("use an ordered collection") == true, "\(sample)")
    }
  }

  @Test func `asking a hash table what needs no order is let pass`() {
    let samples = [
      "let open: Set<Int> = []\nif open.contains(1) || open.isEmpty {",
      "var open: [String: Int] = [:]\nopen[\"a\"] = open.count",
      "var open = Set(items)\nif open.insert(1).inserted {",
      "let open: [Int] = []\nfor a in open { b = open.map { $0 } }",
      "let open: OrderedDictionary<String, Int> = [:]\nfor a in open {",
      "var open: [String: Int] = [:]\nfor key in open.keys.sorted() {",
      "let a = OrderedSet(items).map { $0 }", "let open: [[Int]] = []\nfor a in open {",
      "check(known: Set(values))\nfor a in known {", "// for a in Set(items)",
      "let open: Set<Int> = []\nlet b = other.open.first",
    ]
    for sample in samples {
      let found = HashIteration.violations(in: .init("Sources/Shop/Orders/A.swift", sample))
      #expect(found.isEmpty, "\(sample): \(found)")
    }
  }
}
