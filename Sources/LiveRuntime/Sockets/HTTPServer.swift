import Primitives
import ServiceRuntime

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A small strict HTTP/1.1 server on a port of 127.0.0.1.
///
/// A connection has one request at a time: while it is answered nothing more is read, so whoever
/// sends faster than answers come is held back by the system's own buffers.
package final class HTTPServer: @unchecked Sendable {
  /// Takes the answer to a request; may be called from anywhere, once.
  package typealias Reply = @Sendable (HTTPMessage) -> Void
  /// Has a request answered; called on the loop's thread.
  package typealias Answer = @Sendable (HTTPMessage, @escaping Reply) -> Void

  /// The port.
  package let port: UInt16
  let limits: ServerLimits
  let loop: EventLoop
  private let answer: Answer
  private let listener: Listener
  // On the loop's thread only.
  private var connections: [ServerConnection] = []
  private(set) var isDraining = false
  private var drained: [Gate] = []

  /// Listens on a port; port zero lets the system choose one.
  ///
  /// - Throws: `SocketError` where somebody else listens there, among others.
  package init(
    on loop: EventLoop, port: UInt16 = 0, limits: ServerLimits = ServerLimits(),
    answer: @escaping Answer
  ) throws(SocketError) {
    let socket = try Socket.listen(port: port)
    self.port = socket.port
    self.loop = loop
    self.limits = limits
    self.answer = answer
    listener = Listener(socket.descriptor, on: loop, events: .readable)
    loop.submit {
      self.listener.server = self
      loop.add(self.listener)
    }
  }

  /// Stops to listen and waits until every request that has arrived is answered.
  ///
  /// Resting connections are closed at once, busy ones after their answer; what is not answered
  /// when the time is over is cut off.
  package func drain(within time: Duration) async {
    let gate = Gate()
    loop.submit {
      self.isDraining = true
      self.listener.close()
      for connection in self.connections { connection.closeIfResting() }
      guard !self.connections.isEmpty else { return gate.open() }
      self.drained.append(gate)
      self.loop.at(LiveClock.now + time) {
        for connection in self.connections { connection.close() }
      }
    }
    await gate.pass()
  }

  /// Ports that nobody listens at: those that are named, and free ones for zero.
  ///
  /// They are free at this moment; who wants them should take them soon.
  ///
  /// - Throws: `SocketError` where somebody listens at one that is named.
  package static func freePorts(_ wanted: [UInt16]) throws(SocketError) -> [UInt16] {
    var found: [UInt16] = []
    var open: [Int32] = []
    defer { for descriptor in open { Socket.close(descriptor) } }
    for port in wanted {
      let socket = try Socket.listen(port: port)
      open.append(socket.descriptor)
      found.append(socket.port)
    }
    return found
  }

  // MARK: On the loop's thread

  /// Takes in a connection.
  func admit(_ descriptor: Int32) {
    guard connections.count < limits.connections else {
      let full = RPCError(
        .unavailable, "\(limits.connections) connections are open; come back later")
      _ = Socket.write(descriptor, RPCWire.response(full).bytes[...])
      return Socket.close(descriptor)
    }
    let connection = ServerConnection(descriptor, of: self)
    connection.number = connections.count
    connections.append(connection)
    loop.add(connection)
  }

  /// Forgets a connection that was closed.
  func forget(_ connection: ServerConnection) {
    let last = connections.removeLast()
    if last !== connection {
      connections[connection.number] = last
      last.number = connection.number
    }
    guard isDraining, connections.isEmpty else { return }
    for gate in drained { gate.open() }
    drained = []
  }

  /// Has a request answered; the answer goes out on its connection.
  func handle(_ request: HTTPMessage, from connection: ServerConnection) {
    answer(request) { [loop] response in
      loop.submit { connection.reply(response, closing: request.closes) }
    }
  }
}

/// The socket at which new connections arrive.
private final class Listener: Channel, @unchecked Sendable {
  weak var server: HTTPServer?

  override func ready(_ events: Int16) {
    for _ in 0..<64 {
      switch Socket.accept(descriptor) {
      case nil: return
      case .success(let connection): server?.admit(connection)
      case .failure:
        // No descriptor is free: whoever waits goes on waiting in the system's queue.
        self.events = 0
        return loop.at(LiveClock.now + .milliseconds(100)) { [weak self] in
          self?.events = .readable
        }
      }
    }
  }
}
