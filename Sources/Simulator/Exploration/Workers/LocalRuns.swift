import Checking
import Harness
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Makes runs in this process, which is quickest while there are few of them.
///
/// Hosted code that brings down the process takes nothing with it: the program starts again in the
/// place of this process, with one more argument by which it leaves all runs to workers. Nothing
/// has been printed by then, and every run comes out as it did before.
package struct LocalRuns {
  private static let replacement = Atomic<UInt>(0)

  /// The arguments and the environment of a program that takes the place of this one.
  private struct Replacement {
    let path: UnsafeMutablePointer<CChar>?
    let arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    let variables: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  }

  /// Local runs of a program that takes one more argument when it must not make them itself.
  package init(restartingWith argument: String) {
    guard LocalRuns.replacement.load(ordering: .relaxed) == 0 else { return }
    let replacement = UnsafeMutablePointer<Replacement>.allocate(capacity: 1)
    replacement.initialize(
      to: Replacement(
        path: strdup(WorkerProcess.executable),
        arguments: LocalRuns.list(CommandLine.arguments + [argument]),
        variables: LocalRuns.list(WorkerProcess.variables([]))))
    LocalRuns.replacement.store(UInt(bitPattern: replacement), ordering: .relaxed)
    RunGuard.install(LocalRuns.restart)
  }

  /// Makes a run of which it is to be told which law trapped, if one does.
  ///
  /// The program starts again then, with the argument of these runs. Of any other code that brings
  /// down the process, the trap itself is what there is to see.
  package func watchingLaws<Result>(_ run: () -> Result) -> Result {
    RunGuard.install(LocalRuns.restartForLaw)
    RunGuard.enter(memory: .max)
    defer { RunGuard.leave() }
    return run()
  }

  /// A list as the system wants it; it is never freed, since it may be needed until the end.
  private static func list(_ texts: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  {
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: texts.count + 1)
    for (index, text) in texts.enumerated() { list[index] = strdup(text) }
    list[texts.count] = nil
    return list
  }

  /// Makes runs from a number on, counted from zero within the job's shard, while they are wanted.
  ///
  /// - Parameters:
  ///   - isOver: asked before each run.
  ///   - deliver: takes the results in order and says whether more are wanted.
  /// - Returns: whether all were made, nothing when `deliver` wanted no more.
  package func run(
    _ job: SweepJob, from start: UInt64, isOver: () -> Bool, deliver: (RunResult) -> Bool
  ) -> WorkerPool.Ending {
    let runner = SeedRunner(job) { _ in RunGuard.perform(.hang, 0) }
    let memory = job.scenario.limits.memory
    var number = start
    while number < job.count {
      if isOver() { return .stopped }
      RunGuard.enter(memory: memory)
      let result = runner.result(of: number)
      RunGuard.leave()
      if !deliver(result) { return .stopped }
      number += 1
    }
    return .complete
  }

  private static let restartForLaw: RunGuard.Act = { end, signal in
    guard RunGuard.End(rawValue: end) == .trap, LawInSight.name != nil else { return }
    LocalRuns.restart(end, signal)
  }

  private static let restart: RunGuard.Act = { _, _ in
    let address = LocalRuns.replacement.load(ordering: .relaxed)
    guard let replacement = UnsafeMutablePointer<Replacement>(bitPattern: address),
      let path = replacement.pointee.path
    else { return }
    let text: StaticString =
      "note: the code of a run ended this process; its seeds are run again by workers\n"
    _ = WorkerPipes.write(
      UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount),
      to: STDERR_FILENO)
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    _ = execve(path, replacement.pointee.arguments, replacement.pointee.variables)
  }
}
