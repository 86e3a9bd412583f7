import Engine
import Primitives
import ServiceRuntime
import Testing
import World

/// Requests that are answered within their delivery, and many of them at the same time.
@Suite struct AnsweringTests {
  struct Double: Request {
    typealias Reply = Int
    static let method: Method = "double"
    let number: Int

    func fingerprint(into digest: inout Digest) { digest.combine(number) }
  }

  /// Answers without waiting, after whatever it is told to do meanwhile.
  private final class Doubler: Service {
    private let context: ServiceContext
    private let meanwhile: (Int) -> Void

    init(_ context: ServiceContext, meanwhile: @escaping (Int) -> Void) {
      self.context = context
      self.meanwhile = meanwhile
    }

    func start() async throws {
      context.handle(Double.self) { request, _ in
        self.meanwhile(request.number)
        return request.number * 2
      }
    }
  }

  /// Calls once from each of many tasks.
  private final class Crowd: Service {
    private let context: ServiceContext
    private let size: Int
    private let done: (Int, Result<Int, RPCError>) -> Void

    init(
      _ context: ServiceContext, size: Int,
      done: @escaping (Int, Result<Int, RPCError>) -> Void
    ) {
      self.context = context
      self.size = size
      self.done = done
    }

    func start() async throws {
      for number in 0..<size {
        context.tasks.spawn("caller") { await self.call(number) }
      }
    }

    private func call(_ number: Int) async {
      do throws(RPCError) {
        done(number, .success(try await context.call(Double(number: number), to: "doubler")))
      } catch {
        done(number, .failure(error))
      }
    }
  }

  private final class Outcomes {
    var sums = 0
    var count = 0
    var failures: [RPCError.Code] = []
  }

  private static func run(size: Int, meanwhile: @escaping (Cluster, Int) -> Void) -> Outcomes {
    let cluster = Cluster(Simulation(seed: 3))
    let outcomes = Outcomes()
    let host = cluster.addHost("doubler-1", running: "doubler") { context in
      Doubler(context) { meanwhile(cluster, $0) }
    }
    cluster.addHost("crowd-1", running: "crowd") { context in
      Crowd(context, size: size) { number, result in
        outcomes.count += 1
        switch result {
        case .success(let reply): outcomes.sums += reply - number
        case .failure(let error): outcomes.failures.append(error.code)
        }
      }
    }
    cluster.start(host)
    cluster.simulation.runReady()
    for host in cluster.hosts { cluster.start(host) }
    cluster.simulation.run()
    cluster.shutDown()
    return outcomes
  }

  @Test func `a crowd of calls in flight is answered as a few are`() {
    for size in [3, 20_000] {
      let outcomes = Self.run(size: size) { _, _ in }
      #expect(outcomes.count == size)
      #expect(outcomes.sums == size * (size - 1) / 2)
    }
  }

  @Test func `a handler whose host crashes under it leaves its caller with a broken connection`() {
    let outcomes = Self.run(size: 5) { cluster, number in
      if number == 2 { cluster.crash(cluster.hosts[0], restarts: false) }
    }
    #expect(outcomes.count == 5)
    #expect(outcomes.failures.contains(.connectionLost))
  }
}
