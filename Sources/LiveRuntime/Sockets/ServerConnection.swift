import Primitives

/// A connection that a server has taken in.
final class ServerConnection: Channel, @unchecked Sendable {
  private let server: HTTPServer
  private var framer: HTTPFramer
  private var output: [UInt8] = []
  private var written = 0
  private var state = State.reading
  /// Where the server keeps it.
  var number = 0

  private enum State {
    /// A request is awaited or has arrived in part.
    case reading
    /// A request is being answered.
    case answering
    /// A response is on its way.
    case writing(closing: Bool)
    /// The last response is out; what the other side still sends is thrown away.
    case lingering(left: Int)
  }

  init(_ descriptor: Int32, of server: HTTPServer) {
    self.server = server
    framer = HTTPFramer(.requests, limits: server.limits.messages)
    super.init(descriptor, on: server.loop, events: .readable)
    allow(server.limits.rest)
  }

  override func ready(_ events: Int16) {
    if events & .readable != 0 {
      read()
    } else if events & .broken != 0 {
      return close()
    }
    if isOpen, events & .writable != 0 { flush() }
  }

  override func expire() {
    switch state {
    case .reading where !framer.isIdle:
      refuse(HTTPRefusal("the request took too long to arrive", status: 408))
    case .reading, .answering, .writing, .lingering:
      close()
    }
  }

  override func close() {
    guard isOpen else { return }
    super.close()
    server.forget(self)
  }

  /// Closes it where no request has arrived, not even in part.
  func closeIfResting() {
    if case .reading = state, framer.isIdle { close() }
  }

  /// Sends the answer to the present request.
  func reply(_ response: HTTPMessage, closing: Bool) {
    guard isOpen, case .answering = state else { return }
    send(response, closing: closing || server.isDraining)
  }

  private func read() {
    switch Socket.read(descriptor, into: loop.arrivals) {
    case .later: break
    // Who has hung up half-way gets no answer: a request that is not whole is none.
    case .broken, .done(0): close()
    case .done(let count): arrived(UnsafeRawBufferPointer(rebasing: loop.arrivals[..<count]))
    }
  }

  private func arrived(_ bytes: UnsafeRawBufferPointer) {
    switch state {
    case .lingering(let left):
      guard left > bytes.count else { return close() }
      state = .lingering(left: left - bytes.count)
    case .reading:
      if framer.isIdle { allow(server.limits.arrival) }
      framer.take(bytes)
      advance()
    case .answering, .writing:
      preconditionFailure("a connection was read while \(state), expected reading or lingering")
    }
  }

  /// Begins with the next request, if it has arrived whole.
  private func advance() {
    do throws(HTTPRefusal) {
      guard let request = try framer.next() else { return }
      state = .answering
      events = 0
      allow(nil)
      server.handle(request, from: self)
    } catch {
      refuse(error)
    }
  }

  private func refuse(_ refusal: HTTPRefusal) {
    send(RPCWire.response(refusal), closing: true)
  }

  private func send(_ response: HTTPMessage, closing: Bool) {
    let connection = closing ? [HTTPField("connection", "close")] : []
    output = HTTPMessage(response.start, response.fields + connection, body: response.body).bytes
    written = 0
    state = .writing(closing: closing)
    allow(server.limits.acceptance)
    flush()
  }

  private func flush() {
    guard case .writing(let closing) = state else { return }
    while written < output.count {
      switch Socket.write(descriptor, output[written...]) {
      case .done(let count): written += count
      case .broken: return close()
      case .later:
        events = .writable
        return allow(server.limits.acceptance)
      }
    }
    output = []
    closing ? linger() : rest()
  }

  private func rest() {
    state = .reading
    events = .readable
    allow(framer.isIdle ? server.limits.rest : server.limits.arrival)
    if server.isDraining, framer.isIdle { return close() }
    advance()
  }

  /// Waits a little for the other side to hang up.
  ///
  /// Closing while it still sends would make the system throw the response away.
  private func linger() {
    Socket.finishWriting(descriptor)
    state = .lingering(left: 16 * 1_048_576)
    events = .readable
    allow(.seconds(2))
  }
}
