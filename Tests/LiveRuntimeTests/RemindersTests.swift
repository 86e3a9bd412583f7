import Testing

@testable import LiveRuntime
@testable import Primitives

@Suite struct RemindersTests {
  @Test func `an earlier reminder is not kept waiting by a later one`() async throws {
    let loop = try EventLoop()
    defer { loop.close() }
    let reminders = Reminders(on: loop)
    let (begin, end) = (LiveClock.now, Signal(before: 0))
    let late = reminders.add(at: begin + .seconds(3_600)) { end.send(2) }
    let early = reminders.add(at: begin + .milliseconds(5)) { end.send(1) }
    #expect(await end.wait() == 1)
    #expect(LiveClock.now >= begin + .milliseconds(5))
    reminders.remove(early)
    reminders.remove(late)
  }

  @Test func `one after the other is looked at`() async throws {
    let loop = try EventLoop()
    defer { loop.close() }
    let reminders = Reminders(on: loop)
    let begin = LiveClock.now
    let signals = (1...3).map { _ in Signal(before: 0) }
    for (number, signal) in signals.enumerated() {
      _ = reminders.add(at: begin + .milliseconds(5 * number)) { signal.send(number) }
    }
    for (number, signal) in signals.enumerated() { #expect(await signal.wait() == number) }
  }

  @Test func `what was taken back holds nothing any more`() throws {
    let loop = try EventLoop()
    defer { loop.close() }
    let reminders = Reminders(on: loop)
    weak var held: Signal<Int>?
    for number in 0..<1_000 {
      let signal = Signal(before: 0)
      held = signal
      let ticket = reminders.add(at: LiveClock.now + .seconds(3_600)) { signal.send(number) }
      reminders.remove(ticket)
    }
    #expect(held == nil)
  }
}
