import Checking
import Harness
import Primitives

/// One of a checkout's laws: its name, when it is looked at, and what it says.
struct CheckoutLaw: Sendable {
  let id: String
  let kind: PropertyKind
  let statement: String
  let source: String

  init(_ id: String, _ kind: PropertyKind, _ statement: String, source: String) {
    self.id = id
    self.kind = kind
    self.statement = statement
    self.source = source
  }

  /// The law, with what one look at the world says about it.
  func property(
    reading subjects: [Subject] = [],
    _ evaluate: @escaping @Sendable (SystemView) -> Finding
  ) -> Property<SystemView> {
    Property(id, kind, statement, source: source, reading: subjects) { view, _ in evaluate(view) }
  }

  /// The law, with what it says about one order; looked at for the orders that have changed.
  func property(
    ofEach parts: CheckoutParts, reading subjects: [Subject],
    _ judge: @escaping @Sendable (OrderPage) -> Finding?
  ) -> Property<SystemView> {
    timedProperty(ofEach: parts, reading: subjects) { page, _, _ in judge(page) }
  }

  /// The law, with what it says about one order in the world at an instant.
  func timedProperty(
    ofEach parts: CheckoutParts, reading subjects: [Subject],
    _ judge: @escaping @Sendable (OrderPage, SystemView, Instant) -> Finding?
  ) -> Property<SystemView> {
    Property(id, kind, statement, source: source, reading: subjects) { view, now in
      for page in OrderBook.of(view, parts).changed(for: id) {
        if let breach = judge(page, view, now) { return breach }
      }
      return .satisfied
    }
  }
}
