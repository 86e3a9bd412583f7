import Synchronization
import Testing

@testable import LiveRuntime
@testable import Primitives

@Suite struct ReminderBookTests {
  /// What has been done, in order.
  private final class Notes: Sendable {
    let done = Mutex<[Int]>([])
    func add(_ number: Int) { done.withLock { $0.append(number) } }
  }

  private func instant(_ number: Int) -> Instant { Instant(nanoseconds: Int64(number)) }

  @Test func `what is due is given in order, and what was taken back is not`() {
    let notes = Notes()
    var book = ReminderBook()
    // Every third one is taken back, and its place is used again.
    for number in (1...300).reversed() {
      let (place, isFirst) = book.add(instant(number)) { notes.add(number) }
      #expect(isFirst, "\(number) is earlier than all before it")
      if number % 3 == 0 { _ = book.remove(place) }
    }
    let (none, first) = book.takeDue(until: instant(0))
    #expect(none.isEmpty)
    #expect(first == instant(1) && book.look == instant(1))
    let (some, next) = book.takeDue(until: instant(100))
    for action in some { action() }
    #expect(notes.done.withLock { $0 } == (1...100).filter { $0 % 3 != 0 })
    #expect(next == instant(101), "102 was taken back, 101 was not")
    let (rest, last) = book.takeDue(until: instant(1_000))
    for action in rest { action() }
    #expect(notes.done.withLock { $0 } == (1...300).filter { $0 % 3 != 0 })
    #expect(last == nil && book.look == .distantFuture)
  }

  @Test func `what has been done is taken out like what has not`() {
    var book = ReminderBook()
    let early = book.add(instant(1)) {}
    #expect(book.takeDue(until: instant(1)).actions.count == 1)
    #expect(book.remove(early.place) == nil)
    let late = book.add(instant(2)) {}
    #expect(late.place == early.place)
    #expect(book.takeDue(until: instant(2)).actions.count == 1)
  }

  @Test func `a reminder in the place of one that was taken back is not done at its instant`() {
    var book = ReminderBook()
    let early = book.add(instant(10)) {}
    _ = book.remove(early.place)
    let late = book.add(instant(20)) {}
    #expect(late.place == early.place)
    let (none, next) = book.takeDue(until: instant(10))
    #expect(none.isEmpty && next == instant(20))
    #expect(book.takeDue(until: instant(20)).actions.count == 1)
  }

  @Test func `a later reminder asks for no look, and who looks early learns of the next`() {
    var book = ReminderBook()
    #expect(book.add(instant(5)) {}.isFirst)
    #expect(!book.add(instant(9)) {}.isFirst)
    let (due, next) = book.takeDue(until: instant(5))
    #expect(due.count == 1 && next == instant(9))
  }

  @Test func `those that were taken back do not pile up`() {
    var book = ReminderBook()
    for number in 0..<10_000 {
      let (place, _) = book.add(instant(1_000_000 + number)) {}
      _ = book.remove(place)
      #expect(book.count <= 65)
    }
  }
}
