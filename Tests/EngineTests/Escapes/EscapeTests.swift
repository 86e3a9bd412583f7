import Dispatch
import Foundation
import Primitives
import Testing

import Engine

@Suite struct EscapeTests {
  private func expect(
    _ kind: Escape.Kind, _ function: String, _ body: @escaping () async -> Void,
    location: SourceLocation = #_sourceLocation
  ) {
    let escape = EscapeBench.finding(body)
    #expect(escape?.kind == kind, "\(String(describing: escape))", sourceLocation: location)
    #expect(escape?.function == function, sourceLocation: location)
    #expect(escape?.place == "orders-1", sourceLocation: location)
    #expect(escape?.task == "billing", sourceLocation: location)
    #expect(escape?.instant == Instant(nanoseconds: 1_000_000), sourceLocation: location)
  }

  @Test func `a read of the real clock is named`() {
    expect(.clock, "clock_gettime") { _ = Date() }
    expect(.clock, "clock_gettime") { _ = ContinuousClock.now }
    expect(.clock, "clock_gettime") { _ = SuspendingClock.now }
    expect(.clock, "time") { _ = time(nil) }
    expect(.clock, "gettimeofday") {
      var value = timeval()
      gettimeofday(&value, nil)
    }
  }

  @Test func `entropy of the system is named`() {
    expect(.entropy, "getrandom") { _ = Int.random(in: 0...9) }
    expect(.entropy, "getrandom") { _ = [1, 2, 3].shuffled() }
    expect(.entropy, "UUID()") { _ = UUID() }
    expect(.entropy, "getentropy") {
      var word = 0
      getentropy(&word, 8)
    }
    expect(.entropy, "arc4random") { _ = arc4random() }
  }

  @Test func `a sleep of real length is named and does not happen`() {
    expect(.sleep, "Task.sleep") { try? await Task.sleep(for: .seconds(3600)) }
    expect(.sleep, "Task.sleep") { try? await Task.sleep(nanoseconds: 1 << 60) }
    expect(.sleep, "usleep") { usleep(900_000_000) }
    expect(.sleep, "nanosleep") {
      var hour = timespec(tv_sec: 3600, tv_nsec: 0)
      nanosleep(&hour, nil)
    }
  }

  @Test func `a loop that sleeps until an hour has passed comes to its end`() {
    let escape = EscapeBench.finding { sleepForAnHour() }
    #expect(escape?.kind == .clock)
  }

  @Test func `a hop to the main actor is named and comes back`() {
    expect(.mainActor, "@MainActor") { await onMainActor() }
  }

  @Test func `a wait that blocks the thread is named`() {
    expect(.block, "sem_wait") {
      let semaphore = DispatchSemaphore(value: 0)
      Escapes.allowing("brings what the code waits for") {
        Thread.detachNewThread {
          Thread.sleep(forTimeInterval: 0.02)
          semaphore.signal()
        }
      }
      waitWithoutLimit(for: semaphore)
    }
    expect(.block, "poll") { _ = poll(nil, 0, 1) }
  }

  @Test func `work for another thread or a queue is named`() {
    expect(.thread, "dispatch_async") { DispatchQueue.global().async {} }
    expect(.thread, "pthread_create") { Thread.detachNewThread {} }
  }

  /// In a process of its own: the resumption takes a way through the global pool, which the other
  /// tests of this process keep busy for as long as they like.
  @Test func `a task that another thread resumes is named`() async {
    await #expect(processExitsWith: .success) {
      let escape = EscapeTests.escapeOfForeignResumption()
      precondition(escape?.kind == .foreignJob, "the escape is \(String(describing: escape))")
      precondition(
        escape?.place == "orders-1" && escape?.task == "payment", "\(String(describing: escape))")
    }
  }

  /// What the net finds when another thread resumes a task.
  private static func escapeOfForeignResumption() -> Escape? {
    let bench = EscapeBench()
    let box = ContinuationBox()
    bench.start("payment") {
      await withUnsafeContinuation { box.continuation = $0 }
      box.wasResumed = true
    }
    bench.simulation.escapes.patience = 10_000
    bench.simulation.schedule(at: Instant(nanoseconds: 2_000_000)) {
      Escapes.allowing("starts the thread that this test is about") {
        let hasResumed = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
          box.continuation?.resume()
          hasResumed.signal()
        }
        hasResumed.wait()
      }
    }
    guard case .escaped(let escape) = bench.simulation.run() else { return nil }
    return escape
  }

  @Test func `a wait for what nobody will bring is a deadlock that names the task`() {
    let bench = EscapeBench()
    bench.simulation.escapes.patience = 1
    let box = ContinuationBox()
    bench.start("payment") { await withUnsafeContinuation { box.continuation = $0 } }
    guard case .deadlock(let waiters) = bench.simulation.run() else {
      Issue.record("the task that waits was not seen")
      return
    }
    #expect(waiters.map(\.task) == ["payment"])
    box.continuation?.resume()
    bench.simulation.runReady()
  }

  @Test func `a run that stands still is named from outside`() {
    let bench = EscapeBench()
    let box = StallBox()
    bench.simulation.escapes.onStall = { box.tell($0) }
    bench.simulation.escapes.stallLimit = .milliseconds(200)
    bench.start("spinner") { while !box.wasTold {} }
    #expect(bench.simulation.run() == .quiescent)
    #expect(box.escape?.kind == .stall)
    #expect(box.escape?.place == "orders-1" && box.escape?.task == "spinner")
  }

  @Test func `what is allowed is let pass and kept on record`() {
    let bench = EscapeBench()
    bench.start {
      for _ in 0..<2 { _ = Escapes.allowing("shows progress") { Date() } }
    }
    #expect(bench.simulation.run() == .quiescent)
    let allowances = bench.simulation.escapes.allowances
    #expect(allowances.map(\.reason) == ["shows progress"])
    #expect(allowances.map(\.place) == ["orders-1"] && allowances.map(\.count) == [2])
  }

  @Test func `other threads and code outside of runs see the real world`() {
    let bench = EscapeBench()
    var other: Date?
    bench.start {
      other = Escapes.allowing("asks another thread") {
        DispatchQueue(label: "other").sync { Date() }
      }
    }
    let before = Date()
    #expect(bench.simulation.run() == .quiescent)
    #expect(other.map { $0 >= before && $0 <= Date() } == true)
    #expect(bench.simulation.escapes.findings.isEmpty)
  }

  @Test func `a plain task is brought back and counted`() {
    let bench = EscapeBench()
    var trail: [String] = []
    bench.start {
      nonisolated(unsafe) let log = { (line: String) in trail.append(line) }
      await Task { log("inner") }.value
      log("outer")
    }
    #expect(bench.simulation.run() == .quiescent)
    #expect(trail == ["inner", "outer"])
  }

  @Test func `the sentence names task, place, function, instant and replacement`() {
    let escape = EscapeBench.finding { _ = Int.random(in: 0...9) }
    #expect(
      escape?.description
        == "billing on orders-1 draws from the system's entropy (getrandom) "
        + "at 0.001 s; use the random source of the service context")
  }
}

@MainActor private func onMainActor() {}

private func waitWithoutLimit(for semaphore: DispatchSemaphore) { semaphore.wait() }

private func sleepForAnHour() { Thread.sleep(forTimeInterval: 3600) }

private final class ContinuationBox: @unchecked Sendable {
  var continuation: UnsafeContinuation<Void, Never>?
  var wasResumed = false
}

private final class StallBox: @unchecked Sendable {
  private let lock = NSLock()
  private var told: Escape?

  var escape: Escape? { lock.withLock { told } }
  var wasTold: Bool { escape != nil }

  func tell(_ escape: Escape) { lock.withLock { told = escape } }
}
