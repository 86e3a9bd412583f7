import Engine
import Exploration
import Harness
import Primitives

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The variables by which somebody who starts tests steers what they run.
///
/// The same names as the command line has, so that one setting steers both.
struct TestEnvironment {
  /// The seeds that are run instead of the test's own.
  let seeds: SeedSelection?
  /// How long each test may go on.
  let budget: Duration?
  /// Which part of the seeds is run.
  let shard: Shard
  /// The folder that reports are written to besides being attached.
  let out: String?

  /// What a variable says is not what its option would take.
  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  /// The variables of this process.
  init(read: (String) -> String? = TestEnvironment.variable) throws(Mistake) {
    do {
      seeds = try (read("ORRERY_SEED") ?? read("ORRERY_SEEDS")).map { try SeedSelection($0) }
      budget = try read("ORRERY_BUDGET").map { try DurationNotation.parse($0) }
    } catch {
      throw Mistake(description: "ORRERY_SEEDS or ORRERY_BUDGET: \(error)")
    }
    out = read("ORRERY_OUT")
    guard let text = read("ORRERY_SHARD") else {
      shard = .whole
      return
    }
    if text == "auto" {
      do {
        shard = try ShardVariables.detect(in: read).shard
      } catch {
        throw Mistake(description: error.message)
      }
    } else if let stated = Shard(text) {
      shard = stated
    } else {
      throw Mistake(description: "ORRERY_SHARD: '\(text)' is no shard such as 3/8, or auto")
    }
  }

  /// The value of a variable; one that is set to nothing counts as not set.
  static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The time on a clock that only goes forward.
  static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }

  /// Writes a report into the folder of results, where there is one; says whether that worked.
  func write(_ text: String, named name: String) -> Bool {
    guard let out else { return true }
    mkdir(out, 0o777)
    let descriptor = open("\(out)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { system(write: descriptor, $0) }
      if count < 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

/// The system's call, under a name that no method hides.
private func system(write descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
