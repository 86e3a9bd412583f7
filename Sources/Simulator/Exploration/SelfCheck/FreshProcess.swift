#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A process with an environment of its own choosing, and what it prints.
///
/// A process of its own has its own hash seed, memory addresses and static state.
struct FreshProcess {
  private let identifier: pid_t
  private let output: Int32

  /// Why a process could not be started.
  struct Failure: Error, CustomStringConvertible {
    let code: Int32

    var description: String { String(cString: strerror(code)) }
  }

  /// What a process printed, and how it ended: its code, or minus the signal that ended it.
  struct Result {
    var bytes: [UInt8] = []
    var code: Int32 = 0

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What it printed without a last line that has no end.
    var wholeLines: String {
      let end = bytes.lastIndex(of: UInt8(ascii: "\n")) ?? bytes.startIndex
      return String(decoding: bytes[..<end], as: UTF8.self)
    }
  }

  /// Starts a program.
  ///
  /// - Parameter isHeard: whether what it reports about itself goes where this process's own
  ///   reports go, or nowhere.
  init(
    _ path: String, _ arguments: [String], environment: [String], isHeard: Bool = true
  ) throws(Failure) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(code: errno) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addclose(&actions, ends[1])
    if !isHeard {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    var child: pid_t = 0
    let code = FreshProcess.withCStrings([path] + arguments) { arguments in
      FreshProcess.withCStrings(environment) { variables in
        posix_spawnp(&child, path, &actions, nil, arguments, variables)
      }
    }
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw Failure(code: code)
    }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    identifier = child
    output = ends[0]
  }

  /// Reads everything that some processes print, all at once so that none waits for another, and
  /// waits for their ends.
  ///
  /// - Parameter isOver: asked ten times a second; processes that are not wanted any more are
  ///   ended, and what they have printed so far is their result.
  static func finish(_ processes: [FreshProcess], isOver: () -> Bool = { false }) -> [Result] {
    var results = processes.map { _ in Result() }
    var open = Array(processes.indices)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while !open.isEmpty {
      if isOver() {
        for index in open { kill(processes[index].identifier, SIGTERM) }
        break
      }
      var polls = open.map { pollfd(fd: processes[$0].output, events: Int16(POLLIN), revents: 0) }
      guard poll(&polls, nfds_t(polls.count), 100) >= 0 || errno == EINTR else { break }
      for (entry, index) in zip(polls, open) where entry.revents != 0 {
        let count = buffer.withUnsafeMutableBytes {
          read(processes[index].output, $0.baseAddress, $0.count)
        }
        if count > 0 {
          results[index].bytes += buffer[..<count]
        } else if count == 0 || errno != EINTR {
          open.removeAll { $0 == index }
        }
      }
    }
    for (index, process) in processes.enumerated() { results[index].code = process.wait() }
    return results
  }

  private func wait() -> Int32 {
    close(output)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : -signal
  }

  /// The path of this program.
  static var ownPath: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { return CommandLine.arguments.first ?? "orrery" }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The variables of this process.
  static var ownVariables: [String] {
    var result: [String] = []
    var entry = environ
    while let variable = entry.pointee {
      result.append(String(cString: variable))
      entry += 1
    }
    return result
  }

  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
