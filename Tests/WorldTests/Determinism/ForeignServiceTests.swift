import Engine
import ForeignSample
import Primitives
import ServiceRuntime
import Testing
import World

/// Services whose code was written without the seam, on hosts of a simulated world.
///
/// Also a canary: what they answer depends on how the toolchain's runtime sleeps, reads clocks,
/// draws and hops, and changes when another one does one of these in another way.
@Suite struct ForeignServiceTests {
  /// What a run came to.
  private struct Outcome: Hashable {
    var answers: [String] = []
    var digest = ""
    var end = Instant.zero
    var escapes: [Escape] = []
  }

  /// Two tills and a customer for each; one till crashes while it works, if asked for.
  private func run(seed: Seed, crashing: Bool = false) -> Outcome {
    let simulation = Simulation(seed: seed)
    simulation.escapes.mode = .virtualise
    let cluster = Cluster(simulation)
    let answers = Answers()
    for number in 1...2 {
      cluster.addHost("till-\(number)", running: ServiceName("till-\(number)")) { TillService($0) }
    }
    for number in 1...2 {
      cluster.addHost("customer-\(number)", running: ServiceName("customer-\(number)")) {
        CustomerService($0, ServiceName("till-\(number)"), answers)
      }
    }
    for host in cluster.hosts { cluster.start(host) }
    if crashing {
      simulation.schedule(at: Instant(nanoseconds: 8_000_000), priority: .fault) {
        cluster.crash(cluster.hosts[0])
      }
    }
    _ = simulation.run(until: Instant(nanoseconds: 2_000_000_000))
    defer { cluster.shutDown() }
    return Outcome(
      answers: answers.texts, digest: simulation.digest.description, end: simulation.now,
      escapes: simulation.escapes.findings)
  }

  @Test func `foreign services answer, and ask nothing of the real world`() {
    let outcome = run(seed: 1)
    #expect(outcome.escapes.isEmpty, "\(outcome.escapes)")
    #expect(outcome.answers.count == 2, "\(outcome.answers)")
    #expect(outcome.answers.allSatisfy { $0.contains("on main") })
  }

  @Test func `one seed gives one run, another seed another`() {
    let first = run(seed: 1)
    for _ in 0..<20 { #expect(run(seed: 1) == first) }
    #expect(run(seed: 2).answers != first.answers)
  }

  @Test func `each host draws for itself`() {
    let answers = run(seed: 3).answers
    #expect(answers.count == 2 && answers[0].dropFirst(9) != answers[1].dropFirst(9))
  }

  @Test func `foreign services can crash and start again`() {
    let outcome = run(seed: 1, crashing: true)
    #expect(outcome.escapes.isEmpty, "\(outcome.escapes)")
    #expect(outcome.answers.contains { $0.contains("lost") }, "\(outcome.answers)")
    #expect(outcome.answers.contains { $0.contains("on main") }, "\(outcome.answers)")
    #expect(run(seed: 1, crashing: true) == outcome)
  }

  @Test func `what this toolchain makes of foreign services is known`() {
    let answer = run(seed: 7).answers.first ?? ""
    #expect(
      answer == "till-2: apples 84A67CA9-2A11-46F7-A6F0-6917C83E113C after 8 ms; "
        + "cheese F14B049C-0622-40B7-B4DF-A6BD9D38075A after 8 ms; "
        + "bread D8BDD9BB-A602-4DDF-B72A-ED31AD861CBE after 8 ms; "
        + "dates 231436EC-CE3F-4DB2-B8F7-903718F21B43 after 15 ms; coin false; "
        + "took 0.018 seconds; at 1767261600.0226364; on main")
  }
}

/// What customers were answered.
private final class Answers {
  var texts: [String] = []
}

/// Rings up a basket at a till.
private struct RingUp: Request {
  typealias Reply = String
  static let method: Method = "till.ring-up"
}

/// Hands requests to code that knows nothing of the simulator.
private final class TillService: Service {
  private let context: ServiceContext

  init(_ context: ServiceContext) {
    self.context = context
  }

  func start() async throws {
    context.handle(RingUp.self) { _, _ in
      await ringUp(["apples", "bread", "cheese", "dates"]).joined(separator: "; ")
    }
  }
}

/// Asks a till, and once more when it does not answer.
private final class CustomerService: Service {
  private let context: ServiceContext
  private let till: ServiceName
  private let answers: Answers

  init(_ context: ServiceContext, _ till: ServiceName, _ answers: Answers) {
    self.context = context
    self.till = till
    self.answers = answers
  }

  func start() async throws {
    context.tasks.spawn("shopping") {
      for _ in 0..<2 {
        do {
          let deadline = self.context.clock.deadline(after: .milliseconds(200))
          let answer = try await self.context.call(RingUp(), to: self.till, deadline: deadline)
          self.answers.texts.append("\(self.till): \(answer)")
          return
        } catch {
          self.answers.texts.append("\(self.till): lost")
          try? await self.context.clock.sleep(for: .milliseconds(500))
        }
      }
    }
  }
}
