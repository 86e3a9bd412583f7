import Foundation
import Testing

@Suite struct BadFileTests {
  /// Runs a file of the given text and expects a mistake of a file, with its place.
  private func expectMistake(
    _ text: String, at place: String, saying message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let scratch = try ScratchFolder()
    try scratch.write("a.jsonc", text)
    for line in ["orrery run a.jsonc", "orrery replay a.jsonc --seed 1"] {
      let ending = try scratch.run(line)
      #expect(ending.code == 65, "\(line)", sourceLocation: sourceLocation)
      #expect(ending.output.isEmpty, sourceLocation: sourceLocation)
      #expect(
        ending.errors.contains("a.jsonc:\(place): error: "), "\(ending.errors)",
        sourceLocation: sourceLocation)
      #expect(
        ending.errors.contains(message), "\(ending.errors)", sourceLocation: sourceLocation)
    }
  }

  private let tour = Project.text("Scenarios/Tour/01-first-order.jsonc")

  @Test func `an empty file is told so`() throws {
    try expectMistake("", at: "1:1", saying: "the file is empty")
  }

  @Test func `a file that was cut off anywhere is an error with a place`() throws {
    let scratch = try ScratchFolder()
    let bytes = Array(tour.utf8)
    // The files are checked by one command: a thousand processes would show the same.
    for length in stride(from: 0, to: bytes.count - 3, by: 7) {
      try scratch.write("cut-\(length).jsonc", bytes[..<length])
    }
    let ending = try scratch.run("orrery check .")
    #expect(ending.code == 65)
    for length in stride(from: 0, to: bytes.count - 3, by: 7) {
      #expect(ending.output.contains("./cut-\(length).jsonc:"), "cut after \(length) bytes")
    }
  }

  @Test func `a misspelt field is an error with a suggestion`() throws {
    try expectMistake(
      tour.replacing("\"workload\"", with: "\"worklod\""), at: "20:3",
      saying: "did you mean 'workload'?")
  }

  @Test func `a step of a transaction that does not exist is an error that lists those that do`()
    throws
  {
    let text = Project.text("Scenarios/Laws/serializable/holds.jsonc")
    try expectMistake(
      text.replacing("append x 1{n}", with: "frob x 1{n}"), at: "19:37",
      saying: "it is one of read KEY, append KEY NUMBER")
  }

  @Test func `a number without a unit is an error`() throws {
    try expectMistake(
      tour.replacing("\"at\": \"100ms\"", with: "\"at\": 100"), at: "26:13", saying: "100ms")
  }

  @Test func `a service that does not exist is an error that lists those that do`() throws {
    try expectMistake(
      tour.replacing("\"kind\": \"Inventory\"", with: "\"kind\": \"Depot\""), at: "13:15",
      saying: "known are Inventory, Orders")
    let text = Project.text(ExitCodeTests.unguarded)
      .replacing("\"service\": \"inventory\"", with: "\"service\": \"inventry\"")
    try expectMistake(text, at: "44:35", saying: "did you mean 'inventory'?")
  }

  @Test func `a scenario of another system is an error`() throws {
    try expectMistake(
      tour.replacing("\"version\": 1,", with: "\"version\": 1, \"app\": \"bank\","), at: "5:24",
      saying: "unknown system 'bank'")
  }

  @Test func `bytes that are no text are an error`() throws {
    let scratch = try ScratchFolder()
    var word: UInt64 = 7
    let garbage = (0..<4096).map { _ -> UInt8 in
      word = word &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: word >> 33)
    }
    try scratch.write("a.jsonc", garbage)
    let ending = try scratch.run("orrery run a.jsonc")
    #expect(ending.code == 65)
    #expect(ending.errors.contains("a.jsonc:1:4: error: "))
    #expect(!ending.errors.utf8.contains(0x1B))
  }

  @Test func `a file of ten megabytes is an error and not a long wait`() throws {
    try expectMistake(
      String(repeating: " ", count: 10 << 20), at: "1:1", saying: "at most 8 MiB are read")
  }

  @Test func `a folder in the place of a file is an error`() throws {
    let scratch = try ScratchFolder()
    let ending = try scratch.run("mkdir a.jsonc && orrery replay a.jsonc --seed 1")
    #expect(ending.code == 66)
    #expect(ending.errors == "error: cannot read 'a.jsonc': Is a directory\n")
  }

  @Test func `a link that leads nowhere is named`() throws {
    let scratch = try ScratchFolder()
    let ending = try scratch.run("ln -s nowhere a.jsonc && orrery run .")
    #expect(ending.code == 66)
    #expect(ending.errors == "error: cannot read './a.jsonc': No such file or directory\n")
  }

  @Test func `a folder that is linked into itself is searched once`() throws {
    let scratch = try ScratchFolder()
    try scratch.write("a.jsonc", tour)
    let ending = try scratch.run("ln -s . again && orrery run . --seed 1")
    #expect(ending.code == 0)
    #expect(ending.output == "./a.jsonc  holds in 1 seed\n")
  }

  @Test func `a file that extends one that is not there is an error at that name`() throws {
    try expectMistake(
      "{ \"version\": 1, \"extends\": \"gone.jsonc\" }", at: "1:28", saying: "gone.jsonc")
  }
}
