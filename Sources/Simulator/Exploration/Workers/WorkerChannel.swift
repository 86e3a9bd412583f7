#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A worker as its sweep sees it: where commands go, where results come from, what it complains of.
final class WorkerChannel {
  /// Where results come from.
  let results: Int32
  /// Where its complaints come from.
  let errors: Int32
  private let identifier: pid_t
  private let commands: Int32
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
  private var pending: [UInt8] = []
  private var complaints: [UInt8] = []
  private var isOver = false

  private static let room = 1 << 16

  /// Starts a worker of this program.
  init(_ arguments: [String]) throws(WorkerProcess.Failure) {
    let output = try WorkerPipes.make()
    let input = try WorkerPipes.make()
    let complaint = try WorkerPipes.make()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, complaint.writing, STDERR_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.writing, WorkerPipes.results)
    posix_spawn_file_actions_adddup2(&actions, input.reading, WorkerPipes.commands)
    // A group of its own: what the keyboard sends to the sweep does not reach its workers.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)
    let path = WorkerProcess.executable
    // The runtime's own report of a trap takes longer than a hundred small runs.
    let changes = [(name: "SWIFT_BACKTRACE", value: "enable=no")]
    var child: pid_t = 0
    let code = WorkerProcess.withCStrings([path] + arguments) { arguments in
      WorkerProcess.withCStrings(WorkerProcess.variables(changes)) { variables in
        posix_spawn(&child, path, &actions, &attributes, arguments, variables)
      }
    }
    for end in [output.writing, input.reading, complaint.writing] { close(end) }
    guard code == 0 else {
      for end in [output.reading, input.writing, complaint.reading] { close(end) }
      throw WorkerProcess.Failure(code: code)
    }
    identifier = child
    results = output.reading
    commands = input.writing
    errors = complaint.reading
  }

  deinit {
    end()
    buffer.deallocate()
  }

  /// Sends a command; a worker that is gone is found out by reading.
  func send(_ command: String) {
    var line = command + "\n"
    _ = line.withUTF8 { WorkerPipes.write(UnsafeRawBufferPointer($0), to: commands) }
  }

  /// What a worker has sent since it was last asked.
  enum Arrival {
    /// Whole lines, and the beginning of another one kept for later.
    case lines
    /// Nothing more will come.
    case end
  }

  /// Reads once and hands over each whole line, without its end.
  func receive(_ take: (ArraySlice<UInt8>) -> Void) -> Arrival {
    var count = 0
    repeat { count = read(results, buffer, WorkerChannel.room) } while count < 0 && errno == EINTR
    if count > 0 { pending += UnsafeRawBufferPointer(start: buffer, count: count) }
    var start = 0
    while let end = pending[start...].firstIndex(of: UInt8(ascii: "\n")) {
      take(pending[start..<end])
      start = end + 1
    }
    pending.removeFirst(start)
    return count > 0 ? .lines : .end
  }

  /// Reads what it complains of; only the last of it is kept.
  func listen() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { read(errors, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    complaints = (complaints + buffer[..<count]).suffix(8192)
  }

  /// What a trap was said to be, without the places of the program it was found in.
  var lastWords: String {
    var request = pollfd(fd: errors, events: Int16(POLLIN), revents: 0)
    while poll(&request, 1, 0) > 0, request.revents & Int16(POLLIN) != 0 { listen() }
    let lines = String(decoding: complaints, as: UTF8.self).split(separator: "\n")
    return lines.last { $0.contains("atal error") }.map(String.init) ?? ""
  }

  /// Kills the worker; its end is found out by reading.
  func kill() {
    systemKill(identifier, SIGKILL)
  }

  /// Ends the worker, if it has not ended by itself, and says how it ended.
  @discardableResult
  func end() -> WorkerProcess.Ending {
    guard !isOver else { return .exited(0) }
    isOver = true
    for descriptor in [results, errors, commands] { close(descriptor) }
    kill()
    return wait()
  }

  /// Waits for a worker that has closed its results, and says how it ended.
  func ending() -> WorkerProcess.Ending {
    isOver = true
    let result = wait()
    for descriptor in [results, errors, commands] { close(descriptor) }
    return result
  }

  private func wait() -> WorkerProcess.Ending {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
  }
}

/// The system's call, under a name that no method hides.
private func systemKill(_ identifier: pid_t, _ signal: Int32) {
  _ = kill(identifier, signal)
}
