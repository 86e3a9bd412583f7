import Checking
import Engine
import Harness
import Primitives
import ServiceRuntime
import Testing

/// Asks a safe to keep a number, or tells it where there is none.
private struct Ask: Request {
  typealias Reply = Kept
  static let method: Method = "safe.ask"
  let number: Int?

  func fingerprint(into digest: inout Digest) { digest.combine(number ?? -1) }
}

/// A number that is kept.
private struct Kept: Codable, Sendable, Fingerprinted, CustomStringConvertible {
  let number: Int
  var description: String { "\(number)" }

  func fingerprint(into digest: inout Digest) { digest.combine(number) }
}

/// Keeps a number; one that forgets answers with what was there first.
private final class Safe: Service {
  static let numbers = Table<Kept>("numbers")
  private let context: ServiceContext
  private let forgets: Bool

  init(_ context: ServiceContext, forgets: Bool) {
    self.context = context
    self.forgets = forgets
  }

  func start() async throws {
    context.handle(Ask.self) { request, _ in
      try await self.context.store.transaction { transaction in
        let before = try await transaction.get(Safe.numbers, "n")
        if let number = request.number, before == nil || !self.forgets {
          try await transaction.put(Safe.numbers, "n", Kept(number: number))
          return Kept(number: number)
        }
        return Kept(number: request.number ?? before?.number ?? 0)
      }
    }
  }
}

/// A model of one's own: a number that is kept and told.
private struct Number: SequentialModel {
  let initial = 0
  func apply(_ input: Int?, to state: inout Int) -> Int {
    state = input ?? state
    return state
  }
}

/// A team's own system states every kind of law, in Swift and in its scenario files.
@Suite struct HostedLawTests {
  private func system() -> HostedSystem {
    var system = HostedSystem("vault")
    system.service(
      "Safe", "keeps a number", config: ["forgets": .flag],
      observations: [
        Observation("numbers", "what is kept", of: Safe.numbers, [.number("number", \.number)])
      ]
    ) { context, setup in Safe(context, forgets: setup.config.flag("forgets") ?? false) }
    let answer: @Sendable (String) -> ModelAnswer? = { Int($0).map { .value("\($0)") } }
    system.command(
      "keep", "has a number kept", arguments: ["number": .integer],
      operation: .object({ ModelStep("n", .write("\($0.integer("number") ?? 0)")) }) { _ in .done }
    ) { context, request throws(RPCError) in
      let number = request.arguments.integer("number") ?? 0
      return "\(try await context.call(Ask(number: number), to: "safe").number)"
    }
    system.command(
      "tell", "tells the number", operation: .object({ _ in ModelStep("n", .read) }, answer: answer)
    ) { context, _ throws(RPCError) in
      "\(try await context.call(Ask(number: nil), to: "safe").number)"
    }
    system.saga("keeping", "a number is kept", steps: ["keep": .pivot]) { change in
      guard let kept = change.values(in: Safe.numbers)?.new else { return [] }
      let saga = "of \(kept.number)"
      return [
        (saga, .attempted("keep")), (saga, .tookEffect("keep")), (saga, .ended(.completed)),
      ]
    }
    system.law(
      Checker.linearizable("one-number", Number()).pulled { (run: FinishedRun) in
        try run.history { operation in
          operation.command == "keep" ? .some(operation.given.integer("number")) : .some(nil)
        } answered: { _, answer in
          guard let number = Int(answer) else { throw Unreadable() }
          return number
        }
      })
    system.law(
      Checker.figure("quick", .latency(percentile: .percent(99), atMost: .seconds(1)))
        .pulled { (run: FinishedRun) in run.calls(of: ["tell"]) })
    system.law(
      .never(
        "no-negative", "a number is negative",
        reading: [
          SystemView.subject(Safe.numbers.name, in: "safe")
        ]
      ) { view, _ in view.values(of: Safe.numbers, in: "safe").contains { $0.number < 0 } })
    return system
  }

  private struct Unreadable: Error {}

  private func run(_ properties: String, forgets: Bool = false, given: Int = 3) throws -> RunRecord
  {
    let text = """
      { "version": 1, "name": "vault", "app": "vault",
        "services": { "safe": { "kind": "Safe", "config": { "forgets": \(forgets) } } },
        "workload": [
          { "id": "a", "from": "client:a", "do": "keep", "args": { "number": 1 } },
          { "id": "b", "from": "client:a", "do": "keep", "args": { "number": \(given) }, "at": "1s" },
          { "id": "c", "from": "client:b", "do": "tell", "at": "2s" }],
        \(properties) }
      """
    let system = system().underTest
    let reading = ScenarioReader(vocabulary: system.vocabulary)
      .read(path: "vault.jsonc", bytes: Array(text.utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
    return ScenarioRunner(document, system: system).run(7)
  }

  @Test func `laws of every sort judge each run`() throws {
    let record = try run("")
    #expect(record.reports.map(\.id) == ["no-negative", "one-number", "quick"])
    #expect(record.verdict == .holds)
    let broken = try run("", forgets: true)
    #expect(broken.firstViolation?.id == "one-number")
    #expect(broken.firstViolation?.verdict.evidence?.seen.contains("cannot follow") == true)
    #expect(try run("", given: -1).firstViolation?.id == "no-negative")
  }

  @Test func `a scenario names the laws that it wants`() throws {
    let record = try run("\"properties\": [{ \"id\": \"quick\" }]")
    #expect(record.reports.map(\.id) == ["quick"] && record.verdict == .holds)
  }

  @Test func `a scenario states laws over tables, histories and sagas of its own`() throws {
    let stated = """
      "properties": [
        { "id": "small", "kind": "always", "of": "safe.numbers", "expr": "number < 3" },
        { "id": "one-copy", "kind": "linearizable", "model": "register" },
        { "id": "sagas", "kind": "sagaComplete" }]
      """
    let record = try run(stated)
    #expect(record.reports.map(\.verdict.isHolding) == [false, true, true])
    #expect(record.firstViolation?.verdict.evidence?.seen == "3 < 3 is false, at n")
    let forgetful = try run(stated, forgets: true)
    #expect(forgetful.reports.map(\.verdict.isHolding) == [true, false, true])
  }
}
