import Primitives
import Synchronization

/// What a process wants to be told at instants, most of which it no longer wants when they come.
///
/// What is taken back is gone at once, so that a call that was answered leaves nothing behind. The
/// loop hears only of the earliest instant that there is, and of the next one when it looks.
final class Reminders: Sendable {
  /// What is kept of a reminder by whoever asked for it, and given back once.
  struct Ticket: Sendable {
    fileprivate let place: Int
  }

  private let loop: EventLoop
  private let book = Mutex(ReminderBook())

  /// Reminders that a loop keeps in mind.
  init(on loop: EventLoop) {
    self.loop = loop
  }

  /// Has something done at an instant, or a little later, on the loop's thread.
  ///
  /// - Returns: what must be given to `remove`, whether it was done or not.
  func add(at instant: Instant, _ action: @escaping @Sendable () -> Void) -> Ticket {
    let (place, isFirst) = book.withLock { $0.add(instant, action) }
    if isFirst { look(at: instant) }
    return Ticket(place: place)
  }

  /// Takes a reminder back; nothing happens any more unless it is happening already.
  func remove(_ ticket: Ticket) {
    // What was kept is let go outside of the lock.
    _ = book.withLock { $0.remove(ticket.place) }
  }

  private func look(at instant: Instant) {
    loop.remind(at: instant) { [weak self] in self?.tell(instant) }
  }

  private func tell(_ instant: Instant) {
    let (due, next) = book.withLock { book -> (actions: [ReminderBook.Action], next: Instant?) in
      // An earlier look was asked for since; it has taken over.
      guard book.look == instant else { return ([], nil) }
      return book.takeDue(until: LiveClock.now)
    }
    for action in due { action() }
    if let next { look(at: next) }
  }
}
