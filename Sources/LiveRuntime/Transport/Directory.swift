package import ServiceRuntime
import Synchronization

/// Where services are found: at ports of 127.0.0.1, or in this program.
package final class Directory: Sendable {
  private let entries = Mutex<[ServiceName: Entry]>([:])

  /// Where one service is found: at its port, or where it runs here, in its process.
  private struct Entry: Sendable {
    var port: UInt16
    weak var process: LiveProcess?
  }

  /// Where a service is found.
  enum Place: Sendable {
    /// At a port of 127.0.0.1.
    case port(UInt16)
    /// In this program.
    case process(LiveProcess)
  }

  /// A directory without entries.
  package init() {}

  /// Says where a service is found from now on.
  package func enter(_ service: ServiceName, port: UInt16) {
    entries.withLock { $0[service] = Entry(port: port) }
  }

  /// Says which process of this program is a service from now on; it is at a port all the same.
  func enter(_ service: ServiceName, _ process: LiveProcess, port: UInt16) {
    entries.withLock { $0[service] = Entry(port: port, process: process) }
  }

  /// The port at which a service is found, if it is known.
  package func port(of service: ServiceName) -> UInt16? {
    entries.withLock { $0[service]?.port }
  }

  /// Where a service is found, if it is known.
  func place(of service: ServiceName) -> Place? {
    entries.withLock { entries in
      entries[service].map { $0.process.map(Place.process) ?? .port($0.port) }
    }
  }
}
