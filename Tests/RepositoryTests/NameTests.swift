import Testing

/// Finds names that say nothing, and files that are not named after what they hold.
private enum Names {
  private static let emptyWords = ["Manager", "Helper", "Util", "Utils", "Common", "Base", "Impl"]
  private static let typeWords = ["struct", "class", "enum", "protocol", "actor", "typealias"]

  /// The name of the type that a line of code begins, if it begins one.
  static func type(in line: String) -> String? {
    let words = line.split(separator: " ").map(String.init)
    guard let position = words.firstIndex(where: { typeWords.contains($0) }),
      position + 1 < words.count,
      words[..<position].allSatisfy({ !$0.hasPrefix("\"") && $0 != "import" && $0 != "case" })
    else { return nil }
    let name = words[position + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.first?.isUppercase == true ? String(name) : nil
  }

  /// The words of a name written in camel case.
  static func words(of name: String) -> [String] {
    var words: [String] = []
    for character in name {
      let continuesCapitals = character.isUppercase && words.last?.last?.isUppercase == true
      if character.isUppercase, !continuesCapitals { words.append("") }
      if words.isEmpty { words.append("") }
      words[words.count - 1].append(character)
    }
    return words
  }

  /// Every type of a file whose name has a word that says nothing.
  static func emptyNames(in file: Repository.File) -> [String] {
    SwiftCode.lines(of: file.text).enumerated().compactMap { index, line in
      guard let name = type(in: line) else { return nil }
      guard let word = words(of: name).first(where: { emptyWords.contains($0) }) else {
        return nil
      }
      return "\(file.path):\(index + 1): '\(word)' in '\(name)' says nothing; name what it does"
    }
  }

  /// Whether a file that opens with a type is named after one it declares.
  ///
  /// A word more or less is let pass: `Failpoint.swift` may hold `FailpointName`. A file that
  /// opens with an extension is named after what it adds.
  static func isNamedAfterContent(_ file: Repository.File) -> Bool {
    let stem = String(file.name.prefix { $0 != "." && $0 != "+" })
    let top = SwiftCode.lines(of: file.text).filter { $0.first?.isLetter ?? false }
    let opening = top.first { line in
      type(in: line) != nil || line.split(separator: " ").contains("extension")
    }
    guard let opening, type(in: opening) != nil else { return true }
    return top.compactMap { type(in: $0) }.contains { name in
      name.hasPrefix(stem) || name.hasSuffix(stem) || stem.hasPrefix(name) || stem.hasSuffix(name)
    }
  }
}

@Suite struct NameTests {
  @Test func `no type has a name that says nothing`() {
    let found = Repository.swiftFiles.flatMap { Names.emptyNames(in: $0) }
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }

  @Test func `every file is named after its main type`() {
    let misnamed = Repository.sources.filter { !Names.isNamedAfterContent($0) }.map(\.path)
    #expect(misnamed.isEmpty, "no type of that name in \(misnamed.joined(separator: ", "))")
  }

  @Test func `a name that says nothing is found`() {
    let samples = [
      "public final class OrderManager {}", "enum StringUtils {}", "struct BaseStore {}",
      "  private actor HelperQueue {}", "package protocol CommonRules {}",
    ]
    for sample in samples {
      #expect(Names.emptyNames(in: .init("A.swift", sample)).count == 1, "\(sample)")
    }
    let harmless = [
      "struct Database {}", "// class Helper", "struct Baseline {}", "class func a()",
    ]
    for sample in harmless {
      #expect(Names.emptyNames(in: .init("A.swift", sample)).isEmpty, "\(sample)")
    }
  }

  @Test func `a file that is named after something else is found`() {
    #expect(!Names.isNamedAfterContent(.init("A/Order.swift", "struct Payment {}")))
    #expect(!Names.isNamedAfterContent(.init("A/A.swift", "package enum B {}\nextension A {}")))
    #expect(!Names.isNamedAfterContent(.init("A/Order.swift", "struct A {\n  struct Order {}\n}")))
    #expect(Names.isNamedAfterContent(.init("A/Order.swift", "public struct Order<A> {}")))
    #expect(Names.isNamedAfterContent(.init("A/Order.swift", "struct OrderName {}")))
    #expect(Names.isNamedAfterContent(.init("A/Scaling.swift", "extension Order {}")))
    #expect(Names.isNamedAfterContent(.init("A/Order+Text.swift", "struct OrderText {}")))
    #expect(Names.isNamedAfterContent(.init("A/main.swift", "run()")))
  }
}
