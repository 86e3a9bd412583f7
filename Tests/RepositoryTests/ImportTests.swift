import Testing

/// Who may import whom.
private enum Layers {
  /// The names of the shop's services, which are one target each.
  static let shopServices = [
    "Users", "Products", "Inventory", "Orders", "Payments", "Shipping", "Notifications",
  ]

  /// A target: its folder below `Sources`, its row from the bottom, and what it may import.
  struct Part {
    let name: String
    let folder: String
    let row: Int
    let imports: Set<String>
    let mayUseSystem: Bool

    init(
      _ name: String, _ folder: String, row: Int, imports: Set<String>, system: Bool = false
    ) {
      self.name = name
      self.folder = folder
      self.row = row
      self.imports = imports
      mayUseSystem = system
    }
  }

  private static let simulator: Set<String> = [
    "Primitives", "ServiceRuntime", "Engine", "World", "Checking", "Harness",
  ]
  private static let services: Set<String> = [
    "Primitives", "ServiceRuntime", "Resilience", "Transactions", "Messaging",
  ]

  /// Every target of the package; those that are not there yet have no files.
  static let parts: [Part] =
    [
      Part("Primitives", "Primitives", row: 1, imports: []),
      Part("ServiceRuntime", "ServiceRuntime", row: 2, imports: ["Primitives"]),
      Part(
        "Engine", "Simulator/Engine", row: 2, imports: ["Primitives", "Interposition"]),
      Part("Interposition", "Simulator/Interposition", row: 1, imports: [], system: true),
      Part("Checking", "Simulator/Checking", row: 2, imports: ["Primitives"]),
      Part(
        "World", "Simulator/World", row: 3, imports: ["Primitives", "Engine", "ServiceRuntime"]),
      Part(
        "Harness", "Simulator/Harness", row: 4,
        imports: simulator.subtracting(["Harness"])),
      Part(
        "Benchmarks", "Simulator/Benchmarks", row: 5,
        imports: simulator.subtracting(["Harness"]).union(["Messaging"])),
      Part(
        "Exploration", "Simulator/Exploration", row: 6, imports: simulator, system: true),
      Part("Reporting", "Simulator/Reporting", row: 6, imports: simulator),
      Part(
        "Resilience", "Patterns/Resilience", row: 3, imports: ["Primitives", "ServiceRuntime"]),
      Part(
        "Transactions", "Patterns/Transactions", row: 4,
        imports: ["Primitives", "ServiceRuntime", "Resilience"]),
      Part(
        "Messaging", "Patterns/Messaging", row: 4,
        imports: ["Primitives", "ServiceRuntime", "Resilience"]),
      Part("Platform", "Platform", row: 5, imports: services),
      Part(
        "ShopContracts", "Shop/Contracts", row: 3, imports: ["Primitives", "ServiceRuntime"]),
      Part("Hazards", "Shop/Hazards", row: 5, imports: services.union(["ShopContracts"])),
      Part("ShopEvents", "Shop/Events", row: 5, imports: services.union(["ShopContracts"])),
      Part("Specimens", "Specimens", row: 3, imports: ["Primitives", "ServiceRuntime"]),
      Part(
        "LiveRuntime", "LiveRuntime", row: 3,
        imports: ["CEpoll", "CSQLite", "Primitives", "ServiceRuntime"],
        system: true),
      Part(
        "Trials", "Trials", row: 6, imports: simulator.union(["LiveRuntime"]), system: true),
      Part("CSQLite", "CSQLite", row: 1, imports: []),
      Part("CEpoll", "CEpoll", row: 1, imports: []),
      Part(
        "Console", "Console", row: 7,
        imports: simulator.union([
          "Exploration", "Reporting", "Benchmarks", "LiveRuntime", "Trials",
        ]),
        system: true),
      Part(
        "OrreryTesting", "OrreryTesting", row: 7,
        imports: simulator.union(["Testing", "Exploration", "Reporting"]), system: true),
      Part(
        "ShopSimulation", "ShopSimulation", row: 7,
        imports: simulator.union(services).union(shopServices)
          .union([
            "ShopContracts", "ShopEvents", "Platform", "Specimens", "Hazards", "Benchmarks",
          ])),
      Part(
        "orrery", "orrery", row: 8, imports: ["Console", "ShopSimulation", "Primitives"],
        system: true),
    ]
    + shopServices.map { name in
      Part(name, "Shop/\(name)", row: 6, imports: services.union(["ShopContracts", "ShopEvents"]))
    }

  /// What comes with the standard library and brings neither time nor chance by itself.
  static let standardLibrary: Set<String> = ["Swift", "Synchronization", "_Concurrency"]

  /// What the operating system and Foundation offer.
  static let system: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Dispatch",
  ]

  /// Every import of a file that its target may not have.
  static func violations(in file: Repository.File) -> [String] {
    guard let part = parts.first(where: { file.path.hasPrefix("Sources/\($0.folder)/") }) else {
      return ["\(file.path): no target of the import table has this folder"]
    }
    var allowed = part.imports.union(standardLibrary)
    if part.mayUseSystem { allowed.formUnion(system) }
    return SwiftCode.lines(of: file.text).enumerated().compactMap { index, line in
      guard let module = imported(by: line), !allowed.contains(module) else { return nil }
      return "\(file.path):\(index + 1): \(part.name) may not import \(module)"
    }
  }

  /// The module a line of code imports, whatever stands before and behind its name.
  static func imported(by line: String) -> String? {
    let words = line.split { $0 == " " || $0 == "." || $0 == ";" }.map(String.init)
    guard let position = words.firstIndex(of: "import") else { return nil }
    let before = words[..<position]
    let access = ["public", "package", "internal", "fileprivate", "private"]
    guard before.allSatisfy({ $0.hasPrefix("@") || access.contains($0) || $0.hasSuffix(")") })
    else { return nil }
    let kinds = ["struct", "class", "enum", "protocol", "func", "typealias", "var", "let"]
    return words[(position + 1)...].first { !kinds.contains($0) }
  }
}

@Suite struct ImportTests {
  @Test func `every import goes down the table of layers`() {
    let violations = Repository.sources.flatMap { Layers.violations(in: $0) }
    #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
  }

  @Test func `the table itself goes only down`() {
    for part in Layers.parts {
      for module in part.imports {
        guard let lower = Layers.parts.first(where: { $0.name == module }) else {
          #expect(module == "Testing")
          continue
        }
        // Within a row nobody imports anybody.
        #expect(lower.row < part.row, "\(part.name) imports \(module)")
      }
    }
  }

  @Test func `an import that goes up or sideways is found`() {
    let cases = [
      ("Sources/Shop/Orders/A.swift", "import Payments", "Orders may not import Payments"),
      ("Sources/Shop/Orders/A.swift", "import World", "Orders may not import World"),
      ("Sources/Simulator/Engine/A.swift", "import Foundation", "may not import Foundation"),
      (
        "Sources/Simulator/World/A.swift", "@preconcurrency public import struct Foundation.Date",
        "World may not import Foundation"
      ),
      (
        "Sources/Primitives/A.swift", "@_spi(Experimental) import Harness",
        "Primitives may not import Harness"
      ),
      ("Sources/Elsewhere/A.swift", "", "no target of the import table"),
    ]
    for (path, line, message) in cases {
      let found = Layers.violations(in: .init(path, "let a = 1\n\(line)\n"))
      #expect(found.count == 1 && found[0].contains(message), "\(line): \(found)")
    }
  }

  @Test func `an import that goes down is let pass and so are words that only look like one`() {
    let sample = """
      package import Primitives
      import Synchronization
      // import Foundation
      let text = "import Foundation"
      """
    #expect(Layers.violations(in: .init("Sources/Simulator/World/A.swift", sample)).isEmpty)
  }
}
