import Foundation
import Testing

/// What code that must repeat exactly may not use, and what it uses instead.
private struct Ban {
  let token: String
  let replacement: String

  init(_ token: String, _ replacement: String) {
    self.token = token
    self.replacement = replacement
  }

  static let all = [
    Ban("Task {", "the task scope of the service context: a bare task runs on another thread"),
    Ban("Task(", "the task scope of the service context"),
    Ban("Task.detached", "the task scope of the service context"),
    Ban("Task.immediate", "the task scope of the service context"),
    Ban("Task<", "the task scope of the service context"),
    Ban("Task.sleep", "the sleep of the service clock: real time passes at its own pace"),
    Ban("MainActor", "an actor of the run: the main one never gets a turn"),
    Ban("DispatchQueue", "events of the simulation"),
    Ban("DispatchGroup", "a task group of the process's own isolation"),
    Ban("DispatchSemaphore", "an await that suspends: a thread that waits stops the whole run"),
    Ban("DispatchTime", "the service clock"),
    Ban("DispatchSource", "events of the simulation"),
    Ban("OperationQueue", "the task scope of the service context"),
    Ban("RunLoop", "events of the simulation"),
    Ban("Timer", "the sleep of the service clock"),
    Ban("pthread_create", "events of the simulation, on one thread"),
    Ban("NSLock", "the process's own isolation: one thread needs no lock"),
    Ban("Thread", "events of the simulation, on one thread"),
    Ban("Date()", "the wall time of the service clock"),
    Ban("Date.now", "the wall time of the service clock"),
    Ban("clock_gettime", "the service clock"),
    Ban("gettimeofday", "the service clock"),
    Ban("CFAbsoluteTimeGetCurrent", "the service clock"),
    Ban("usleep", "the sleep of the service clock"),
    Ban("nanosleep", "the sleep of the service clock"),
    Ban("getenv", "a setting that comes with the scenario"),
    Ban("arc4random", "a draw from a random stream"),
    Ban("drand48", "a draw from a random stream"),
    Ban("getrandom", "a draw from a random stream"),
    Ban("rand(", "a draw from a random stream"),
    Ban("srand(", "a draw from a random stream"),
    Ban("ObjectIdentifier", "an identifier of your own: addresses differ from run to run"),
    Ban("UUID()", "an identifier drawn from the random source"),
    Ban(".random(", "a draw from a random stream"),
    Ban(".randomElement(", "a draw from a random stream"),
    Ban(".shuffled(", "the shuffle of a random stream"),
    Ban(".shuffle()", "the shuffle of a random stream"),
    Ban(".shuffle(using:", "the shuffle of a random stream"),
    Ban("SystemRandomNumberGenerator", "a random stream"),
    Ban("ContinuousClock", "the service clock"),
    Ban("SuspendingClock", "the service clock"),
    Ban("ProcessInfo", "a value that is passed in"),
    Ban("hashValue", "a digest: hashes differ from process to process"),
    Ban("Hasher(", "a digest: hashes differ from process to process"),
    Ban("Double", "whole numbers or a ratio: fractions are rounded in the order of the sums"),
    Ban("Float", "whole numbers or a ratio: fractions are rounded in the order of the sums"),
    Ban("Swift.print(", "the logger of the service context, or the console's terminal"),
    Ban("print(", "the logger of the service context, or the console's terminal"),
  ]

  /// Every use of something banned in a file, with its line and what to use instead.
  static func violations(in file: Repository.File) -> [String] {
    let bytes = Data(file.text.utf8)
    let named = all.filter { bytes.range(of: Data($0.token.utf8)) != nil }
    guard !named.isEmpty else { return [] }
    return SwiftCode.lines(of: file.text).enumerated().flatMap { index, line in
      named.filter { $0.occurs(in: line) && !Exemption.covers($0.token, in: file.path) }.map {
        ban in
        "\(file.path):\(index + 1): '\(ban.token)' is banned; use \(ban.replacement)"
      }
    }
  }

  /// Whether a line of code has the token as a word of its own.
  func occurs(in line: String) -> Bool {
    let startsWord = token.first.map(Ban.isWord) ?? false
    let endsWord = token.last.map(Ban.isWord) ?? false
    return line.ranges(of: token).contains { range in
      let before = line[..<range.lowerBound].last
      let after = line[range.upperBound...].first
      if startsWord, let before, Ban.isWord(before) { return false }
      // A method of that name on a value, or its declaration, is not the global function.
      if token == "print(", before == "." || line[..<range.lowerBound].hasSuffix("func ") {
        return false
      }
      return !(endsWord && (after.map(Ban.isWord) ?? false))
    }
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}

/// What some files own that others must not touch: these tokens in these files, and nothing else.
private struct Exemption {
  /// A file, or the beginning of the paths of several.
  let path: String
  let tokens: [String]

  static let all = [
    // The other world behind the seam: real time, real chance, real threads.
    Exemption(
      path: "Sources/LiveRuntime/",
      tokens: [
        "Task {", "Task<", "Task.sleep", "pthread_create", "clock_gettime",
        "SystemRandomNumberGenerator",
      ]),
    // Real processes, and the real time that they take.
    Exemption(
      path: "Sources/Simulator/Exploration/Workers/",
      tokens: ["pthread_create", "usleep", "clock_gettime", "ContinuousClock"]),
    // Puts tasks onto the simulation's own executor.
    Exemption(path: "Sources/Simulator/Engine/Tasks/Ground.swift", tokens: ["Task {"]),
    Exemption(path: "Sources/Simulator/Engine/Tasks/TaskHome.swift", tokens: ["Task {"]),
    // Tells types apart and orders nothing by it.
    Exemption(
      path: "Sources/ServiceRuntime/Transport/CallPool.swift", tokens: ["ObjectIdentifier"]),
    // Fractions of other people's messages, of which only the text is looked at.
    Exemption(
      path: "Sources/Simulator/Harness/Run/Redaction/FieldReader.swift",
      tokens: ["Double", "Float"]),
    // A table that compares what it holds exactly and that nobody goes through.
    Exemption(
      path: "Sources/Simulator/Checking/Linearizability/ConfigurationMemo.swift",
      tokens: ["Hasher("]),
    // Fractions of other people's messages, which are carried bit by bit and not computed with.
    Exemption(path: "Sources/Primitives/JSON/JSONValue", tokens: ["Double", "Float"]),
    Exemption(path: "Sources/Primitives/FingerprintEncoder.swift", tokens: ["Double", "Float"]),
    Exemption(path: "Sources/ServiceRuntime/Storage/EncodedContent.swift", tokens: ["Double"]),
    // Steers test runs from outside, and stops them when their real time is over.
    Exemption(
      path: "Sources/OrreryTesting/TestEnvironment.swift", tokens: ["getenv", "clock_gettime"]),
    // The command line, outside of runs: seeds that nobody chose, progress, measurements, text.
    Exemption(path: "Sources/Console/Machine.swift", tokens: ["SystemRandomNumberGenerator"]),
    Exemption(path: "Sources/Console/Scenarios/ForeignCode.swift", tokens: ["getenv"]),
    Exemption(path: "Sources/Console/Scenarios/SelfCheckReport.swift", tokens: ["print("]),
    Exemption(path: "Sources/Console/Verbs/BenchVerb.swift", tokens: ["ContinuousClock"]),
    Exemption(path: "Sources/Console/Verbs/Serve", tokens: ["Task.sleep"]),
    Exemption(path: "Sources/Console/Serving/", tokens: ["Task {", "Task.sleep"]),
    Exemption(path: "Sources/Console/Scenarios/FileSystem.swift", tokens: ["getenv"]),
    Exemption(path: "Sources/Console/Output/SystemTerminal.swift", tokens: ["ContinuousClock"]),
    Exemption(path: "Sources/Console/Output/Terminal.swift", tokens: ["print("]),
  ]

  static func covers(_ token: String, in path: String) -> Bool {
    all.contains { path.hasPrefix($0.path) && $0.tokens.contains(token) }
  }
}

/// Finds closures that would leave the executor of their process without anybody asking for it.
///
/// Swift 6.3 compiles an async closure with a capture list as concurrent, whatever the default of
/// its module says. In hosted code such a closure loses the identity of its task.
private enum CaptureLists {
  /// Folders whose code runs on a simulated host.
  private static let hosted = [
    "Sources/Shop/", "Sources/Patterns/", "Sources/Platform/", "Sources/Simulator/World/",
    "Sources/Simulator/Harness/Workload/",
  ]

  /// Every closure of a hosted file that has a capture list and waits for something.
  static func violations(in file: Repository.File) -> [String] {
    guard hosted.contains(where: { file.path.hasPrefix($0) }) else { return [] }
    let code = SwiftCode.lines(of: file.text).joined(separator: "\n")
    let opening = /\{\s*\[[^\[\]{}]*\]\s*(\([^(){}]*\)|\w+)?[^{}\n=]*?\bin\b/
    return code.matches(of: opening).filter { match in
      body(of: code[match.range.upperBound...]).contains(/\bawait\b/)
    }.map { match in
      let line = code[..<match.range.lowerBound].count { $0 == "\n" } + 1
      return "\(file.path):\(line): an async closure has a capture list; write 'self.' instead"
    }
  }

  /// What stands before the brace that closes a closure.
  private static func body(of rest: Substring) -> Substring {
    var depth = 1
    for position in rest.indices {
      if rest[position] == "{" { depth += 1 }
      if rest[position] == "}" { depth -= 1 }
      if depth == 0 { return rest[..<position] }
    }
    return rest
  }
}

@Suite struct BanListTests {
  @Test func `no hosted closure that waits has a capture list`() {
    let violations = Repository.sources.flatMap { CaptureLists.violations(in: $0) }
    #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
  }

  @Test func `a waiting closure with a capture list is found and others are let pass`() {
    let bad = [
      "run { [self] in await work() }", "run { [weak self] a, b in\n  let c = 1\n  await d() }",
      "run {\n  [clock, x = y] (a: Int) async throws in\n  if a { try await b() }\n}",
    ]
    for sample in bad {
      let file = Repository.File("Sources/Shop/Orders/A.swift", "let a = 1\n\(sample)")
      let found = CaptureLists.violations(in: file)
      #expect(found.count == 1 && found[0].contains("A.swift:2: "), "\(sample): \(found)")
      #expect(CaptureLists.violations(in: .init("Sources/Console/A.swift", sample)).isEmpty)
    }
    let good = [
      "run { [self] in work() }\nawait done()", "run { await self.work() }", "let a = { [1] }",
      "if x { [a] + b }; for c in d { await e() }", "run { [self] in \"await\" } // await",
    ]
    for sample in good {
      let file = Repository.File("Sources/Shop/Orders/A.swift", sample)
      #expect(CaptureLists.violations(in: file).isEmpty, "\(sample)")
    }
  }

  @Test func `nothing that differs from run to run is used`() {
    let violations = Repository.sources.flatMap { Ban.violations(in: $0) }
    #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    #expect(!Repository.sources.isEmpty)
  }

  @Test func `each banned token is found and its replacement named`() {
    for ban in Ban.all {
      let file = Repository.File("Sources/Shop/Orders/Order.swift", "let a = 1\n  \(ban.token)x\n")
      let isWord = ban.token.last.map { $0.isLetter || $0.isNumber } == true
      let sample = isWord ? file.text.replacing("\(ban.token)x", with: ban.token) : file.text
      let found = Ban.violations(in: .init(file.path, sample))
      #expect(found.contains { $0.contains(":2: '\(ban.token)' is banned; use ") }, "\(ban.token)")
    }
  }

  @Test func `comments, texts and longer words are let pass`() {
    let sample = ##"""
      // Task { } and Date() in a comment
      /* UUID() /* nested */ Thread */
      let a = "print(x) \"Thread\" Task.sleep"
      let b = #"hashValue \# "quoted" Thread"#
      let c = """
        DispatchQueue
        """
      let threadCount = ThreadLocal(MyTask { })
      terminal.print("x")
      func print(_ x: Int) {}
      """##
    #expect(Ban.violations(in: .init("Sources/World/A.swift", sample)).isEmpty)
  }

  @Test func `code inside an interpolation is code`() {
    let sample = #"let a = "at \(Date()) (b)"; let c = "\(f("x", UUID()))""#
    let found = Ban.violations(in: .init("Sources/World/A.swift", sample))
    #expect(found.count == 2)
  }

  @Test func `a bad service is told of every class of what it does wrong`() {
    let sample = """
      let work = Task { await a() }
      let now = Date()
      let chance = Int.random(in: 0...9)
      let order = item.hashValue
      @MainActor func show() {}
      DispatchQueue.global().async {}
      Thread.detachNewThread {}
      let share = 0.5 as Double
      """
    let found = Ban.violations(in: .init("Sources/Shop/Orders/Order.swift", sample))
    let expected = [
      "Task {", "Date()", ".random(", "hashValue", "MainActor", "DispatchQueue", "Thread", "Double",
    ]
    #expect(found.count == expected.count, "\(found.joined(separator: "\n"))")
    for (line, token) in expected.enumerated() {
      let start = "Sources/Shop/Orders/Order.swift:\(line + 1): '\(token)' is banned; use "
      #expect(found.contains { $0.hasPrefix(start) }, "\(token)")
    }
  }

  @Test func `an exemption lets pass its own tokens in its own files and nothing else`() {
    for exemption in Exemption.all {
      let path = exemption.path.hasSuffix(".swift") ? exemption.path : exemption.path + "A.swift"
      for ban in Ban.all {
        let isWord = ban.token.last.map { $0.isLetter || $0.isNumber } == true
        let sample = ban.token + (isWord ? "" : "x")
        let found = Ban.violations(in: .init(path, sample)).filter {
          $0.contains(": '\(ban.token)' is banned")
        }
        #expect(found.isEmpty == exemption.tokens.contains(ban.token), "\(path): \(ban.token)")
      }
    }
  }

  @Test func `every exemption is needed`() {
    for exemption in Exemption.all {
      let files = Repository.sources.filter { $0.path.hasPrefix(exemption.path) }
      #expect(!files.isEmpty, "\(exemption.path)")
      let lines = files.flatMap { SwiftCode.lines(of: $0.text) }
      for token in exemption.tokens {
        let ban = Ban.all.first { $0.token == token }
        #expect(
          lines.contains { ban?.occurs(in: $0) == true },
          "\(exemption.path) no longer uses \(token)")
      }
    }
  }
}
