#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Another process of this machine that reports in lines and is told words in lines.
///
/// It has a group of its own, so that a signal from the keyboard reaches its parent alone, and
/// its standard input ends with its parent, however that ends.
package final class ChildProcess: Sendable {
  /// The system's number for it.
  package let identifier: Int32
  private let input: Int32

  /// How a process ended.
  package enum Ending: Hashable, Sendable, CustomStringConvertible {
    /// By itself, with a code.
    case exited(Int32)
    /// By a signal.
    case signalled(Int32)

    package var description: String {
      switch self {
      case .exited(let code): "ended with \(code)"
      case .signalled(let number): "been ended by signal \(number)"
      }
    }
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - told: takes each line that it prints, on the loop's thread.
  ///   - ended: told once, after its last line, that it has ended.
  package init(
    _ path: String, _ arguments: [String], on loop: EventLoop,
    told: @escaping @Sendable (String) -> Void, ended: @escaping @Sendable (Ending) -> Void
  ) throws(SocketError) {
    let down = try ChildProcess.makePipe()
    let up: (reading: Int32, writing: Int32)
    do {
      up = try ChildProcess.makePipe()
    } catch {
      Socket.close(down.reading)
      Socket.close(down.writing)
      throw error
    }
    let (code, child) = ChildProcess.spawn(path, arguments, input: down.reading, output: up.writing)
    Socket.close(down.reading)
    Socket.close(up.writing)
    guard code == 0 else {
      Socket.close(down.writing)
      Socket.close(up.reading)
      throw SocketError(number: code, action: "start \(path)")
    }
    identifier = child
    let input = down.writing
    self.input = input
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
    loop.submit {
      loop.add(
        LineChannel(up.reading, on: loop, told: told) {
          var status: Int32 = 0
          while waitpid(child, &status, 0) < 0, errno == EINTR {}
          Socket.close(input)
          let signal = status & 0x7f
          ended(signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal))
        })
    }
  }

  /// Sends a signal; nothing happens where the process has ended but was not waited for.
  package func signal(_ number: Int32) {
    kill(identifier, number)
  }

  /// Tells it something; nobody hears it where the process has ended.
  package func tell(_ word: ParentWord) {
    let bytes = Array((word.line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
  }

  private static func makePipe() throws(SocketError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SocketError(number: errno, action: "open a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ path: String, _ arguments: [String], input: Int32, output: Int32
  ) -> (code: Int32, child: Int32) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    let texts: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    defer { for text in texts { free(text) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, path, &actions, &attributes, texts + [nil], environ)
    return (code, child)
  }
}
