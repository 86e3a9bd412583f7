import Foundation

/// What a browser says when it cannot do what is asked, or says nothing for too long.
struct BrowserFailure: Error, CustomStringConvertible {
  let description: String
}

/// A Chromium without a window and the wire to it, on which nothing waits without end.
///
/// Chromium reads orders from descriptor 3 and answers on descriptor 4; each message is JSON with
/// a zero byte behind it. Both are one socket here, because a socket can be written to without a
/// signal when the other side has gone. The process stands in a group of its own, which is ended
/// as a whole, and the wire closes with the test process however that ends, which ends Chromium.
final class BrowserProcess {
  /// The program, where one is installed.
  static let program: String? = ["chromium", "chromium-browser", "google-chrome"].lazy
    .flatMap { name in ["/usr/bin/\(name)", "/usr/local/bin/\(name)"] }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// How long an answer may take; far more than any does on a busy machine.
  static let patience = Duration.seconds(60)

  private let identifier: pid_t
  private let wire: Int32
  private let folder: URL
  private var buffer: [UInt8] = []
  private var searched = 0
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  /// Starts a program with flags; `{profile}` in them becomes a folder of its own.
  init(_ program: String, _ flags: [String]) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-browser-\(UUID().uuidString)")
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      throw BrowserFailure(description: "no socket: \(String(cString: strerror(errno)))")
    }
    // Neither end may have one of the numbers that it gets in the other process.
    let (mine, theirs) = (fcntl(ends[0], F_DUPFD_CLOEXEC, 10), fcntl(ends[1], F_DUPFD_CLOEXEC, 10))
    for end in ends { close(end) }
    defer { close(theirs) }
    wire = mine
    let arguments = [program] + flags.map { $0.replacing("{profile}", with: folder.path) }
    identifier = try BrowserProcess.spawn(program, arguments, wire: theirs)
  }

  deinit {
    close(wire)
    kill(-identifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    try? FileManager.default.removeItem(at: folder)
  }

  private static func spawn(_ path: String, _ words: [String], wire: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
    }
    for end in 3...4 as ClosedRange<Int32> {
      posix_spawn_file_actions_adddup2(&actions, wire, end)
    }
    // A browser that kept another test's pipe open would keep that test waiting for its end.
    for other in 5..<256 as Range<Int32> { posix_spawn_file_actions_addclose(&actions, other) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let copies = words.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, path, &actions, &attributes, copies + [nil], environ)
    guard code == 0 else {
      throw BrowserFailure(description: "\(path): \(String(cString: strerror(code)))")
    }
    return child
  }

  /// Sends a message.
  func send(_ message: Data, before limit: ContinuousClock.Instant) throws {
    let bytes = [UInt8](message) + [0]
    var sent = 0
    while sent < bytes.count {
      try wait(for: Int16(POLLOUT), before: limit)
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(
          wire, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count > 0 { sent += count } else if !isTransient { throw gone }
    }
  }

  /// The next message.
  func receive(before limit: ContinuousClock.Instant) throws -> Data {
    while true {
      if let end = buffer[searched...].firstIndex(of: 0) {
        defer {
          buffer.removeFirst(end + 1)
          searched = 0
        }
        return Data(buffer[..<end])
      }
      searched = buffer.count
      try wait(for: Int16(POLLIN), before: limit)
      let count = chunk.withUnsafeMutableBytes {
        recv(wire, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
      }
      if count > 0 { buffer += chunk[..<count] } else if count == 0 || !isTransient { throw gone }
    }
  }

  private var isTransient: Bool { errno == EINTR || errno == EAGAIN }

  private var gone: BrowserFailure { BrowserFailure(description: "the browser has gone") }

  private func wait(for events: Int16, before limit: ContinuousClock.Instant) throws {
    while true {
      let left = ContinuousClock.now.duration(to: limit).components
      guard left.seconds >= 0, left.attoseconds >= 0 else {
        throw BrowserFailure(description: "the browser did not answer in time")
      }
      var entry = pollfd(fd: wire, events: events, revents: 0)
      let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
      let found = poll(&entry, 1, Int32(min(milliseconds + 1, 60_000)))
      if found > 0 { return }
    }
  }
}
