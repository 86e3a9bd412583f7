package import ServiceRuntime
import Synchronization

/// At which ports of 127.0.0.1 services are found.
package final class Directory: Sendable {
  private let ports = Mutex<[ServiceName: UInt16]>([:])

  /// A directory without entries.
  package init() {}

  /// Says where a service is found from now on.
  package func enter(_ service: ServiceName, port: UInt16) {
    ports.withLock { $0[service] = port }
  }

  /// Where a service is found, if it is known.
  package func port(of service: ServiceName) -> UInt16? {
    ports.withLock { $0[service] }
  }
}
