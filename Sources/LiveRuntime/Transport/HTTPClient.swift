package import Primitives

/// Sends requests to ports of 127.0.0.1 over connections that are kept and used again.
package final class HTTPClient: @unchecked Sendable {
  let loop: EventLoop
  let limits: HTTPLimits
  private let connectionsPerPort: Int
  private let reminders: Reminders
  // On the loop's thread only.
  private var pools: [UInt16: Pool] = [:]

  /// The connections to one port, and who waits for one.
  private struct Pool {
    var resting: [ClientConnection] = []
    var open = 0
    var waiting: [Exchange] = []
  }

  /// A client; the longest body is that of a response.
  package init(
    on loop: EventLoop, limits: HTTPLimits = HTTPLimits(body: 16_777_216),
    connectionsPerPort: Int = 64
  ) {
    precondition(
      connectionsPerPort > 0, "a client needs at least 1 connection, got \(connectionsPerPort)")
    self.loop = loop
    self.limits = limits
    self.connectionsPerPort = connectionsPerPort
    reminders = Reminders(on: loop)
  }

  /// Sends a request and waits for its response, until an instant.
  package func exchange(
    _ request: HTTPMessage, port: UInt16, until limit: Instant,
    isolation: isolated (any Actor)? = #isolation
  ) async -> Result<HTTPMessage, ExchangeFailure> {
    let exchange = Exchange(request.bytes, port: port)
    let loop = loop
    return await withTaskCancellationHandler {
      _ = isolation
      loop.submit { self.begin(exchange, until: limit) }
      return await exchange.signal.wait()
    } onCancel: {
      loop.submit { self.give(up: exchange) { .cancelled(wasSent: $0) } }
    }
  }

  /// Sends a request; the response is told on the loop's thread.
  package func exchange(
    _ request: HTTPMessage, port: UInt16, until limit: Instant,
    then told: @escaping @Sendable (Result<HTTPMessage, ExchangeFailure>) -> Void
  ) {
    let exchange = Exchange(request.bytes, port: port, told)
    loop.submit { self.begin(exchange, until: limit) }
  }

  // MARK: On the loop's thread

  private func begin(_ exchange: Exchange, until limit: Instant) {
    guard !exchange.isOver else { return }
    if limit != .distantFuture {
      let ticket = reminders.add(at: limit) {
        self.give(up: exchange) { .timedOut(wasSent: $0) }
      }
      exchange.limit = (reminders, ticket)
    }
    start(exchange)
  }

  private func start(_ exchange: Exchange) {
    var pool = pools[exchange.port] ?? Pool()
    if let connection = pool.resting.popLast() {
      pools[exchange.port] = pool
      connection.send(exchange)
    } else if pool.open < connectionsPerPort {
      connect(exchange, &pool)
    } else {
      pool.waiting.append(exchange)
      pools[exchange.port] = pool
    }
  }

  private func connect(_ exchange: Exchange, _ pool: inout Pool) {
    do throws(SocketError) {
      let connection = ClientConnection(
        try Socket.connect(port: exchange.port), for: exchange, of: self)
      pool.open += 1
      pools[exchange.port] = pool
      loop.add(connection)
    } catch {
      pools[exchange.port] = pool
      exchange.end(.failure(.refused("\(error)")))
    }
  }

  /// Ends an exchange before its response is there.
  private func give(up exchange: Exchange, _ failure: (Bool) -> ExchangeFailure) {
    guard !exchange.isOver else { return }
    let connection = exchange.connection
    pools[exchange.port]?.waiting.removeAll { $0 === exchange }
    exchange.end(.failure(failure(exchange.wasSent)))
    // A late response must not be taken for the answer to the next request.
    connection?.close()
  }

  /// A connection is free again.
  func rest(_ connection: ClientConnection) {
    if let next = takeWaiting(connection.port) {
      connection.send(next)
    } else {
      pools[connection.port]?.resting.append(connection)
    }
  }

  /// A connection was closed.
  func forget(_ connection: ClientConnection) {
    pools[connection.port]?.resting.removeAll { $0 === connection }
    pools[connection.port]?.open -= 1
    if let next = takeWaiting(connection.port) { start(next) }
  }

  private func takeWaiting(_ port: UInt16) -> Exchange? {
    guard var pool = pools[port], !pool.waiting.isEmpty else { return nil }
    let next = pool.waiting.removeFirst()
    pools[port] = pool
    return next
  }
}

/// Why a request got no response, and whether a part of it had left.
package enum ExchangeFailure: Error, Hashable, Sendable {
  /// Nobody listens there.
  case refused(String)
  /// The connection broke, or what came back was no response.
  case lost(String)
  /// The time was over.
  case timedOut(wasSent: Bool)
  /// Nobody waits for it any more.
  case cancelled(wasSent: Bool)
}

/// A request on its way, and what came back; touched on the loop's thread but for the signal.
final class Exchange: @unchecked Sendable {
  let bytes: [UInt8]
  let port: UInt16
  let signal = Signal<Result<HTTPMessage, ExchangeFailure>>(
    before: .failure(.cancelled(wasSent: false)))
  /// The connection that carries it now.
  weak var connection: ClientConnection?
  /// Whether a part of it has left this process.
  var wasSent = false
  private(set) var isOver = false
  /// What ends it when its time is over.
  var limit: (reminders: Reminders, ticket: Reminders.Ticket)?

  private let told: (@Sendable (Result<HTTPMessage, ExchangeFailure>) -> Void)?

  init(
    _ bytes: [UInt8], port: UInt16,
    _ told: (@Sendable (Result<HTTPMessage, ExchangeFailure>) -> Void)? = nil
  ) {
    self.bytes = bytes
    self.port = port
    self.told = told
  }

  func end(_ result: Result<HTTPMessage, ExchangeFailure>) {
    guard !isOver else { return }
    isOver = true
    connection = nil
    if let limit { limit.reminders.remove(limit.ticket) }
    if let told { told(result) } else { signal.send(result) }
  }
}
