import Checking
import Engine
package import Harness
import Primitives
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A process that makes runs for a sweep: reads what to do, writes what came of it.
///
/// It takes two commands, a line each: `job`, which names scenario and seeds, and `run`, which
/// names a stretch of them. It ends when nobody sends commands any more.
package enum Worker {
  /// Works until the sweep has no more commands; says whether all of them were understood.
  package static func work(for system: SystemUnderTest) -> Bool {
    guard fcntl(WorkerPipes.results, F_GETFD) >= 0, fcntl(WorkerPipes.commands, F_GETFD) >= 0
    else { return false }
    RunGuard.install(WorkerOutput.finish)
    var commands = LineReader(WorkerPipes.commands)
    var runner: SeedRunner?
    while let bytes = commands.next() {
      let line = String(decoding: bytes, as: UTF8.self)
      if line.hasPrefix("job\t") {
        guard let job = SweepJob(line: line, system: system) else { return lost() }
        runner = SeedRunner(job) { WorkerOutput.stall($0.description) }
        continue
      }
      guard let runner, let command = BatchCommand(line: line) else { return lost() }
      guard run(command, with: runner) else { return true }
    }
    return true
  }

  private static func lost() -> Bool {
    _ = WorkerOutput.write(Array("!lost\n".utf8)) && WorkerOutput.flush()
    return false
  }

  /// Makes a stretch of runs; says whether somebody still takes the results.
  private static func run(_ command: BatchCommand, with runner: SeedRunner) -> Bool {
    var line: [UInt8] = []
    for number in command.first..<command.first + UInt64(command.count) {
      RunGuard.enter(memory: runner.job.scenario.limits.memory)
      let withheld = number == command.first ? command.withheld : [:]
      let result = runner.result(of: number, withholding: withheld)
      RunGuard.leave()
      line.removeAll(keepingCapacity: true)
      RunLine.append(result, to: &line)
      guard WorkerOutput.write(line) else { return false }
    }
    return WorkerOutput.flush()
  }
}

/// What a worker has to tell, kept until there is enough of it.
///
/// In unmanaged memory, so that whatever ends the process can still hand it over.
private enum WorkerOutput {
  private static let capacity = 64 << 10
  private nonisolated(unsafe) static let bytes =
    UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  private static let count = Atomic<Int>(0)

  static func write(_ line: [UInt8]) -> Bool {
    let used = count.load(ordering: .relaxed)
    if used + line.count > capacity, !flush() { return false }
    return line.withUnsafeBytes { source in
      guard source.count <= capacity else {
        return WorkerPipes.write(source, to: WorkerPipes.results)
      }
      let used = count.load(ordering: .relaxed)
      UnsafeMutableRawBufferPointer(start: bytes + used, count: source.count)
        .copyMemory(from: source)
      count.store(used + source.count, ordering: .releasing)
      return true
    }
  }

  static func flush() -> Bool {
    let used = count.exchange(0, ordering: .acquiringAndReleasing)
    return WorkerPipes.write(
      UnsafeRawBufferPointer(start: bytes, count: used), to: WorkerPipes.results)
  }

  /// Hands over what there is and says how the process ends; the process of a trap ends by itself.
  static let finish: RunGuard.Act = { letter, signal in
    guard let end = RunGuard.End(rawValue: letter) else { return }
    _ = WorkerOutput.flush()
    switch end {
    case .trap:
      WorkerOutput.tell("!trap")
      if let law = LawInSight.name {
        WorkerOutput.tell(" ")
        _ = WorkerPipes.write(UnsafeRawBufferPointer(law), to: WorkerPipes.results)
      }
      WorkerOutput.tell("\n")
    case .exit: WorkerOutput.tell("!exit\n")
    case .hang: break
    case .memory:
      WorkerOutput.tell("!memory\n")
      _exit(1)
    }
  }

  private static func tell(_ text: StaticString) {
    _ = WorkerPipes.write(
      UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount),
      to: WorkerPipes.results)
  }

  /// Says that the code of the run does not come back, and ends the process.
  static func stall(_ reason: String) {
    _ = flush()
    let line = "!hang " + reason.split(separator: "\n").joined(separator: " ") + "\n"
    _ = Array(line.utf8).withUnsafeBytes { WorkerPipes.write($0, to: WorkerPipes.results) }
    _exit(1)
  }
}
