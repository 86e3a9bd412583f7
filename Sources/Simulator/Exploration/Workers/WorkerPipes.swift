#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The pipes between a sweep and one of its workers, under fixed numbers in the worker.
///
/// The standard streams stay with hosted code, which may print what it likes.
enum WorkerPipes {
  /// Where a worker writes its results.
  static let results: Int32 = 3
  /// Where a worker reads what to do.
  static let commands: Int32 = 4

  /// Both ends of a new pipe, closed in processes that are started later unless they are told
  /// otherwise, and with numbers that collide with none of the fixed ones.
  static func make() throws(WorkerProcess.Failure) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw WorkerProcess.Failure(code: errno) }
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    let code = errno
    for end in ends { close(end) }
    guard moved[0] >= 0, moved[1] >= 0 else {
      for end in moved where end >= 0 { close(end) }
      throw WorkerProcess.Failure(code: code)
    }
    return (moved[0], moved[1])
  }

  /// Writes all bytes; says whether somebody took them.
  static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = systemWrite(
        descriptor, UnsafeRawBufferPointer(rebasing: bytes[offset...]))
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      offset += count
    }
    return true
  }
}

/// The system's call, under a name that no method hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
