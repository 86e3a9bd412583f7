import Dispatch

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A connection over which a test sends whatever it likes.
///
/// It waits on a thread of its own: the pool's few threads belong to the services under test.
final class RawConnection: Sendable {
  private let queue = DispatchQueue(label: "raw connection")
  private let descriptor: Int32

  /// Connects to a port of 127.0.0.1; nothing where nobody listens.
  init?(port: UInt16) {
    #if canImport(Darwin) || canImport(Musl)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM), 0)
    #else
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // A server that never answers fails the test instead of stopping it. The limit is long because
    // tests that wait for other programs hold the threads of the pool for as long as those take.
    var limit = timeval(tv_sec: 600, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard result == 0 else {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }

  /// Sends a text; false when the other side has gone.
  @discardableResult
  func send(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { bytes in
        #if canImport(Darwin)
          Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
        #elseif canImport(Musl)
          Musl.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #else
          Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #endif
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Says that nothing more is sent.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads until a text has come so often, or the end.
  func receive(until text: String, times: Int = 1) async -> String {
    await receive { $0.ranges(of: text).count >= times }
  }

  /// Reads until the other side hangs up.
  func receiveAll() async -> String {
    await receive { _ in false }
  }

  private func receive(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
    await withCheckedContinuation { continuation in
      queue.async {
        var result = ""
        while !isEnough(result), let more = self.receiveSome() { result += more }
        continuation.resume(returning: result)
      }
    }
  }

  private func receiveSome() -> String? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
