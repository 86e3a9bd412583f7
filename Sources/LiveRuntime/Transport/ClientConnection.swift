import Primitives

/// A connection to a server, with at most one request under way.
final class ClientConnection: Channel, @unchecked Sendable {
  let port: UInt16
  private let client: HTTPClient
  private var framer: HTTPFramer
  private var exchange: Exchange?
  private var written = 0
  private var isConnected = false

  /// A connection that is being made for an exchange.
  init(_ descriptor: Int32, for exchange: Exchange, of client: HTTPClient) {
    self.client = client
    self.exchange = exchange
    port = exchange.port
    framer = HTTPFramer(.responses, limits: client.limits)
    super.init(descriptor, on: client.loop, events: .writable)
    exchange.connection = self
  }

  /// Sends a request over the resting connection.
  func send(_ exchange: Exchange) {
    self.exchange = exchange
    exchange.connection = self
    written = 0
    allow(nil)
    flush()
  }

  override func ready(_ events: Int16) {
    guard isConnected else { return connected() }
    if events & .writable != 0 { flush() }
    if isOpen, events & (.readable | .broken) != 0 { read() }
  }

  override func close() {
    guard isOpen else { return }
    super.close()
    let unanswered = exchange
    exchange = nil
    unanswered?.end(.failure(.lost("the connection ended before the reply")))
    client.forget(self)
  }

  private func connected() {
    let error = Socket.connectionError(descriptor)
    guard error == 0 else {
      let refusal = SocketError(number: error, action: "connect to 127.0.0.1:\(port)")
      exchange?.end(.failure(.refused("\(refusal)")))
      return close()
    }
    isConnected = true
    flush()
  }

  private func flush() {
    guard let exchange else { return }
    while written < exchange.bytes.count {
      switch Socket.write(descriptor, exchange.bytes[written...]) {
      case .done(let count):
        written += count
        exchange.wasSent = exchange.wasSent || count > 0
      case .later:
        events = .writable | .readable
        return
      case .broken: return close()
      }
    }
    events = .readable
  }

  private func read() {
    let isEnd: Bool
    switch Socket.read(descriptor, into: loop.arrivals) {
    case .later: isEnd = false
    case .broken: isEnd = true
    case .done(let count):
      framer.take(UnsafeRawBufferPointer(rebasing: loop.arrivals[..<count]))
      isEnd = count == 0
    }
    guard let response = try? framer.next() else {
      // Nothing may come while nothing was asked; neither may what is no response.
      let isWrong = framer.isRefused || (exchange == nil && !framer.isIdle)
      if isEnd || isWrong { close() }
      return
    }
    answered(response, isEnd: isEnd)
  }

  private func answered(_ response: HTTPMessage, isEnd: Bool) {
    guard let exchange else { return close() }
    self.exchange = nil
    let isWhole = written == exchange.bytes.count
    exchange.end(.success(response))
    guard !response.closes, !isEnd, framer.isIdle, isWhole else { return close() }
    // Given back a good while before the server tires of it.
    allow(.seconds(30))
    client.rest(self)
  }
}
