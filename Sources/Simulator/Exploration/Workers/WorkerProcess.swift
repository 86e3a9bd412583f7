#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Another process of this program, and what it prints.
///
/// A process of its own has its own hash seed, its own memory and its own static state, and when
/// hosted code brings it down nothing else is lost.
package struct WorkerProcess: ~Copyable {
  private let identifier: pid_t
  private let output: Int32

  /// Why a process could not be started.
  package struct Failure: Error, CustomStringConvertible {
    /// The number of the system's error.
    package let code: Int32

    /// The reason in the system's words.
    package var description: String { String(cString: strerror(code)) }
  }

  /// How a process ended.
  package enum Ending: Hashable, Sendable {
    /// It ended by itself with a code.
    case exited(Int32)
    /// A signal ended it, as a trap does.
    case signalled(Int32)
  }

  /// Starts this program once more.
  ///
  /// - Parameters:
  ///   - arguments: what follows the program's name.
  ///   - environment: variables that differ from this process's own.
  package init(
    _ arguments: [String], environment: [(name: String, value: String)] = []
  ) throws(Failure) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(code: errno) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    let path = WorkerProcess.executable
    var child: pid_t = 0
    let code = WorkerProcess.withCStrings([path] + arguments) { arguments in
      WorkerProcess.withCStrings(WorkerProcess.variables(environment)) { variables in
        posix_spawn(&child, path, &actions, nil, arguments, variables)
      }
    }
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw Failure(code: code)
    }
    identifier = child
    output = ends[0]
  }

  /// Reads everything that the process prints and waits for its end.
  package consuming func finish() -> (text: String, ending: Ending) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(output, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    close(output)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return (
      String(decoding: bytes, as: UTF8.self),
      signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    )
  }

  /// The path of this program.
  package static var executable: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { return CommandLine.arguments.first ?? "orrery" }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func variables(_ changes: [(name: String, value: String)]) -> [String] {
    var result = changes.map { "\($0.name)=\($0.value)" }
    var entry = environ
    while let variable = entry.pointee {
      let text = String(cString: variable)
      if !changes.contains(where: { text.hasPrefix($0.name + "=") }) { result.append(text) }
      entry += 1
    }
    return result
  }

  static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
