import Foundation
import Testing

/// Every fault at every point, as a person asks for it.
@Suite struct ExhaustTests {
  static let folder = "Scenarios/Hazards/double-deduction"
  static let guarded = "\(folder)/key-stored-with-order.jsonc"
  static let unguarded = "\(folder)/unguarded.jsonc"

  private let scratch: ScratchFolder
  private let out: String

  init() throws {
    scratch = try ScratchFolder()
    out = scratch.url.path
  }

  private func withoutWall(_ json: String) -> String {
    json.replacing(/"wall": \{[^}]*\}/, with: "")
  }

  private func object(_ text: String) throws -> [String: Any] {
    let whole = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let scenarios = try #require(whole?["scenarios"] as? [[String: Any]])
    return try #require(scenarios.first)
  }

  @Test func `where every law holds at every point there is a certificate`() throws {
    let ending = try OrreryCommand.run("orrery exhaust \(ExhaustTests.guarded) --pairs --json")
    #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    let scenario = try object(ending.output)
    #expect(scenario["verdict"] as? String == "holds")
    let rows = try #require(scenario["tried"] as? [[String: Any]])
    #expect(rows.count == 12)
    for row in rows {
      #expect(row["faults"] as? Int == row["runs"] as? Int)
      #expect(row["held"] as? Int == row["runs"] as? Int)
    }
    let text = try OrreryCommand.run("orrery exhaust \(ExhaustTests.guarded)")
    #expect(text.output.contains("proves    under seed 1"))
  }

  @Test func `each point that breaks a law breaks it again in a replay`() throws {
    let ending = try OrreryCommand.run("orrery exhaust \(ExhaustTests.unguarded) --bare --json")
    #expect(ending.code == 1)
    let broken = try #require(try object(ending.output)["broken"] as? [[String: Any]])
    #expect(broken.count > 5)
    for attempt in broken {
      let line = try #require(attempt["replay"] as? String)
      let digest = try #require(attempt["digest"] as? String)
      let replayed = try OrreryCommand.run(line)
      #expect(replayed.code == 1, "\(line)")
      #expect(replayed.output.contains(digest), "\(line)")
    }
  }

  @Test func `a pause that outlasts a lease or a hold shows what being off by one costs`() throws {
    let path = "Scenarios/Hazards/phantom-stock/expiry-in-seconds.jsonc"
    let ending = try OrreryCommand.run("orrery exhaust \(path) --bare --json")
    #expect(ending.code == 1)
    let broken = try #require(try object(ending.output)["broken"] as? [[String: Any]])
    let faults = broken.compactMap { ($0["faults"] as? [String])?.first }
    // Holds last twenty seconds: a millisecond more, and twice as long, were tried.
    #expect(!faults.isEmpty && faults.allSatisfy { $0.hasPrefix("pause ") }, "\(faults)")
    #expect(faults.allSatisfy { $0.hasSuffix(" for 20001ms") }, "\(faults)")
    let short = try OrreryCommand.run("orrery exhaust \(path) --bare --pause 5s")
    #expect(short.code == 0, "\(short.output)")
  }

  @Test func `a run that breaks a law by itself is no beginning`() throws {
    let ending = try OrreryCommand.run("orrery exhaust \(ExhaustTests.unguarded)")
    #expect(ending.code == 1)
    #expect(ending.output.contains("without any further fault"))
    #expect(ending.output.contains("--bare"))
  }

  @Test func `neither processes nor an interruption change what comes out`() throws {
    let line = "orrery exhaust \(ExhaustTests.guarded) --pairs --json"
    let alone = try OrreryCommand.run("\(line) -j 1 --out \(out)/alone")
    let many = try OrreryCommand.run("\(line) -j 3 --isolated --out \(out)/many")
    #expect(withoutWall(alone.output) == withoutWall(many.output))
    func text(_ name: String) throws -> String {
      try String(
        contentsOf: scratch.url.appendingPathComponent("\(name)/points.orrery.jsonl"),
        encoding: .utf8)
    }
    let whole = try text("alone")
    #expect(try text("many") == whole)
    for share in [10, 3, 2] {
      try FileManager.default.createDirectory(
        atPath: "\(out)/cut", withIntermediateDirectories: true)
      try scratch.write(
        "cut/points.orrery.jsonl", Array(whole.utf8).dropLast(whole.utf8.count / share))
      let resumed = try OrreryCommand.run("\(line) --resume \(out)/cut")
      #expect(withoutWall(resumed.output) == withoutWall(alone.output))
      #expect(try text("cut") == whole)
    }
  }

  @Test func `a fault at a point that a run does not have is told`() throws {
    let ending = try OrreryCommand.run(
      "orrery replay \(ExhaustTests.guarded) --with 'crash nobody-1 at commit #1'")
    #expect(ending.code == 0)
    #expect(ending.errors.contains("did not happen"))
  }

  @Test func `a search by lineage tries fewer faults and finds what a loss can break`() throws {
    let line = "orrery exhaust \(ExhaustTests.folder)/retry-without-key.jsonc --bare --json"
    let lineage = try object(try OrreryCommand.run("\(line) --lineage").output)
    let every = try object(try OrreryCommand.run(line).output)
    func runs(_ scenario: [String: Any]) throws -> Int {
      let rows = try #require(scenario["tried"] as? [[String: Any]])
      return rows.compactMap { $0["runs"] as? Int }.reduce(0, +)
    }
    #expect(try runs(lineage) < runs(every))
    let searches = try #require(lineage["searches"] as? [[String: Any]])
    #expect(
      searches.compactMap { $0["search"] as? String } == ["lineage", "every point", "random"])
    let found = try #require(searches.first?["found"] as? Int)
    #expect(found <= 10)
    let broken = try #require(lineage["broken"] as? [[String: Any]])
    let faults = broken.compactMap { ($0["faults"] as? [String])?.first }
    #expect(faults.contains { $0.hasPrefix("lose ") && $0.contains(" reply ") }, "\(faults)")
  }

  @Test func `the page about known mistakes names all there are, and all were found`() throws {
    let ending = try OrreryCommand.run("orrery power Scenarios --list --json")
    #expect(ending.code == 0, "\(ending.errors)")
    let whole = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    let mutants = try #require(whole?["mutants"] as? [[String: Any]])
    let planted = mutants.count { $0["planted"] as? Bool == true }
    #expect(planted >= 40, "\(planted)")
    let page = try String(
      contentsOf: Project.root.appendingPathComponent("Reports/Power.md"),
      encoding: .utf8)
    for mutant in mutants {
      let path = try #require(mutant["path"] as? String)
      let row = page.split(separator: "\n").first { $0.hasPrefix("| \(path) | ") }
      // Its last column are the laws that broke.
      #expect(row.map { !$0.hasSuffix("|  |") } == true, "\(path)")
    }
    #expect(page.contains("\n\(mutants.count) of \(mutants.count) mutants were found, "))
  }

  @Test func `known mistakes are found, and the page about them says so`() throws {
    let ending = try OrreryCommand.run(
      """
      orrery power \(ExhaustTests.folder)/retry-without-key.jsonc \
        \(ExhaustTests.folder)/key-stored-with-order.jsonc --runs 60 -o \(out)/Power.md
      """)
    #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    #expect(ending.output.contains("found 1 of 1 mutants"))
    let page = try String(contentsOfFile: "\(out)/Power.md", encoding: .utf8)
    #expect(page.contains("1 of 1 mutants were found"))
    #expect(page.contains("`units-move-once`"))
    let none = try OrreryCommand.run("orrery power \(ExhaustTests.guarded)")
    #expect(none.code == 4)
  }
}
