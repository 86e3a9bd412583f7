import Synchronization
import Testing

@testable import LiveRuntime
@testable import Primitives

@Suite struct RemindersTests {
  /// What has been done, in order.
  private final class Notes: Sendable {
    let done = Mutex<[Int]>([])
    func add(_ number: Int) { done.withLock { $0.append(number) } }
  }

  @Test func `what is due is done in order, what was taken back is not`() async throws {
    let loop = try EventLoop()
    defer { loop.close() }
    let (reminders, notes) = (Reminders(on: loop), Notes())
    let begin = LiveClock.now
    // Every third one is taken back, and its place is used again.
    for number in (0..<300).reversed() {
      let ticket = reminders.add(at: begin + .milliseconds(20 + number)) { notes.add(number) }
      if number % 3 == 0 { reminders.remove(ticket) }
    }
    let end = Signal(before: false)
    let last = reminders.add(at: begin + .milliseconds(400)) { end.send(true) }
    let never = reminders.add(at: begin + .seconds(3_600)) { end.send(false) }
    #expect(await end.wait())
    #expect(LiveClock.now >= begin + .milliseconds(400))
    #expect(notes.done.withLock { $0 } == (0..<300).filter { $0 % 3 != 0 })
    reminders.remove(last)
    reminders.remove(never)
  }

  @Test func `an earlier reminder is not kept waiting by a later one`() async throws {
    let loop = try EventLoop()
    defer { loop.close() }
    let reminders = Reminders(on: loop)
    let (begin, end) = (LiveClock.now, Signal(before: 0))
    let late = reminders.add(at: begin + .seconds(3_600)) { end.send(2) }
    let early = reminders.add(at: begin + .milliseconds(5)) { end.send(1) }
    #expect(await end.wait() == 1)
    reminders.remove(early)
    reminders.remove(late)
  }

  @Test func `what was taken back holds nothing any more`() async throws {
    let loop = try EventLoop()
    defer { loop.close() }
    let reminders = Reminders(on: loop)
    weak var held: Notes?
    for number in 0..<1_000 {
      let notes = Notes()
      held = notes
      let ticket = reminders.add(at: LiveClock.now + .seconds(3_600)) { notes.add(number) }
      reminders.remove(ticket)
    }
    #expect(held == nil)
  }
}
