import Primitives
package import ServiceRuntime

/// The processes that run together on this machine, each at a port of its own.
package final class LiveHost: Sendable {
  /// Where services are found.
  package let directory = Directory()
  /// Carries the calls of all of them.
  package let client: HTTPClient
  /// Waits for all sockets.
  package let loop: EventLoop
  private let limits: ServerLimits
  /// The threads that run the processes.
  private let threads: WorkerThreads
  private let handsOver: Bool

  /// What is said of a process beside its service.
  package struct Options: Sendable {
    /// The port, zero for one that is free.
    package var port: UInt16 = 0
    /// The host's name; the service's with a one behind it where nothing is said.
    package var host: String?
    /// How often the service was started on the host before.
    package var incarnation = 0
    /// The machine's time at which the process's clock begins.
    package var origin = Duration.zero
    /// Takes log records; nothing where none are wanted.
    package var sink: LiveTelemetry.Sink?
    /// Makes what happens at named points; called in the process.
    package var makeFailpoints: @Sendable () -> any Failpoints = { NoFailpoints() }

    /// What holds where nothing is said.
    package init(port: UInt16 = 0, sink: LiveTelemetry.Sink? = nil) {
      self.port = port
      self.sink = sink
    }
  }

  /// A host without processes.
  ///
  /// - Parameters:
  ///   - handsOver: whether its processes hand each other their calls as values instead of sending
  ///     them over HTTP; their clocks must begin at the same moment.
  ///   - threads: how many threads run its processes, one at least.
  package init(
    limits: ServerLimits = ServerLimits(), handsOver: Bool = false, threads: Int = 1
  ) throws(SocketError) {
    loop = try EventLoop()
    client = HTTPClient(on: loop)
    self.limits = limits
    self.handsOver = handsOver
    self.threads = try WorkerThreads(count: threads)
  }

  /// A process and the server in front of it.
  package struct Member: Sendable {
    /// The process.
    package let process: LiveProcess
    /// The server.
    package let server: HTTPServer

    /// The address for people: `http://127.0.0.1:8080`.
    package var address: String { "http://127.0.0.1:\(server.port)" }

    /// Takes no new request, answers those that have arrived, and ends.
    package func stop(within time: Duration) async {
      await server.drain(within: time)
      await process.stop(within: time)
    }
  }

  /// Starts a process; others find it when it is up.
  ///
  /// - Throws: `SocketError` where the port is taken, or what the service throws while it starts.
  package func start(
    _ name: ServiceName, options: Options = Options(),
    makeStore: @escaping LiveProcess.MakeStore = { try MemoryStore() },
    make: @escaping LiveProcess.Make
  ) async throws -> Member {
    let setup = LiveProcess.Setup(
      host: options.host ?? "\(name)-1", directory: directory, client: client, options: options,
      makeStore: makeStore, make: make)
    let process = LiveProcess(name, setup, on: threads)
    let server = try HTTPServer(on: loop, port: options.port, limits: limits) { request, reply in
      process.begin { reply(await process.answer(request)) }
    }
    do {
      try await process.start()
    } catch {
      await server.drain(within: .zero)
      throw error
    }
    if handsOver {
      directory.enter(name, process, port: server.port)
    } else {
      directory.enter(name, port: server.port)
    }
    return Member(process: process, server: server)
  }

  /// Ends the threads; nothing may be started afterwards.
  package func close() {
    loop.close()
    threads.close()
  }
}
