#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Why the system did not do what it was asked about a socket.
package struct SocketError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system's number for it.
  package let number: Int32
  /// What was asked.
  package let action: String

  package var description: String { "cannot \(action): \(String(cString: strerror(number)))" }
}

/// The calls of the system about sockets on the loopback interface; none of them waits.
enum Socket {
  /// What a read or write came to.
  enum Transfer {
    /// So many bytes; zero bytes read are the end.
    case done(Int)
    /// Nothing is possible now.
    case later
    /// The connection is broken.
    case broken
  }

  /// Opens a listening socket on a port of 127.0.0.1; port zero lets the system choose.
  static func listen(port: UInt16) throws(SocketError) -> (descriptor: Int32, port: UInt16) {
    let descriptor = try open()
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = loopback(port)
    let bound = withAddress(&address) { bind(descriptor, $0, $1) }
    guard bound == 0, systemListen(descriptor, 1_024) == 0 else {
      let error = SocketError(number: errno, action: "listen on 127.0.0.1:\(port)")
      systemClose(descriptor)
      throw error
    }
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let named = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard named == 0 else {
      let error = SocketError(number: errno, action: "learn the port of a socket")
      systemClose(descriptor)
      throw error
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// Begins to connect to a port of 127.0.0.1; writable means that it has ended well or badly.
  static func connect(port: UInt16) throws(SocketError) -> Int32 {
    let descriptor = try open()
    var address = loopback(port)
    let result = withAddress(&address) { systemConnect(descriptor, $0, $1) }
    guard result == 0 || errno == EINPROGRESS else {
      let error = SocketError(number: errno, action: "connect to 127.0.0.1:\(port)")
      systemClose(descriptor)
      throw error
    }
    return descriptor
  }

  /// How an attempt to connect has ended; zero for well.
  static func connectionError(_ descriptor: Int32) -> Int32 {
    var error: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 else { return errno }
    return error
  }

  /// The next connection that waits; nothing where none does, or the system's number.
  static func accept(_ listener: Int32) -> Result<Int32, SocketError>? {
    let descriptor = systemAccept(listener, nil, nil)
    guard descriptor >= 0 else {
      let number = errno
      let isNothing =
        number == EAGAIN || number == EWOULDBLOCK || number == EINTR || number == ECONNABORTED
      return isNothing ? nil : .failure(SocketError(number: number, action: "accept"))
    }
    prepare(descriptor)
    return .success(descriptor)
  }

  /// Reads into a buffer.
  static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    transfer(recv(descriptor, buffer.baseAddress, buffer.count, 0))
  }

  /// Writes bytes; a partner who has left raises no signal.
  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Transfer {
    bytes.withUnsafeBytes { buffer in
      #if canImport(Darwin)
        transfer(send(descriptor, buffer.baseAddress, buffer.count, 0))
      #else
        transfer(send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL)))
      #endif
    }
  }

  /// Says that nothing more will be written.
  static func finishWriting(_ descriptor: Int32) {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Gives a descriptor back.
  static func close(_ descriptor: Int32) {
    systemClose(descriptor)
  }

  private static func transfer(_ count: Int) -> Transfer {
    if count >= 0 { return .done(count) }
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? .later : .broken
  }

  private static func open() throws(SocketError) -> Int32 {
    #if canImport(Darwin) || canImport(Musl)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM), 0)
    #else
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw SocketError(number: errno, action: "open a socket") }
    prepare(descriptor)
    return descriptor
  }

  /// Never waits, is not inherited by children, sends small messages at once.
  private static func prepare(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var yes: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    #if canImport(Darwin)
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  private static func withAddress(
    _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

// The system's functions under names that the type's own methods do not hide.
private func systemListen(_ descriptor: Int32, _ backlog: Int32) -> Int32 {
  listen(descriptor, backlog)
}

private func systemConnect(
  _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
) -> Int32 {
  connect(descriptor, address, length)
}

private func systemAccept(
  _ descriptor: Int32, _ address: UnsafeMutablePointer<sockaddr>?,
  _ length: UnsafeMutablePointer<socklen_t>?
) -> Int32 {
  accept(descriptor, address, length)
}

private func systemClose(_ descriptor: Int32) {
  close(descriptor)
}
