/// A queue: what is put in first comes out first.
public struct QueueModel<Element: Hashable & Sendable>: SequentialModel {
  /// The queue is empty before the first operation.
  public let initial: [Element] = []

  /// An empty queue.
  public init() {}

  /// Answers a take with the element, and everything else with nothing.
  public func apply(_ input: Input, to state: inout [Element]) -> Element? {
    switch input {
    case .put(let element):
      state.append(element)
      return nil
    case .take:
      return state.isEmpty ? nil : state.removeFirst()
    case .peek:
      return state.first
    }
  }

  /// Whether the input only reads.
  public func isReadOnly(_ input: Input) -> Bool { input == .peek }

  /// Whether the input only reads, or takes from an empty queue.
  public func isReadOnly(_ input: Input, answered output: Element?) -> Bool {
    switch input {
    case .put: false
    case .take: output == nil
    case .peek: true
    }
  }

  /// What clients ask of a queue.
  public enum Input: Hashable, Sendable, CustomStringConvertible {
    /// Add an element at the end.
    case put(Element)
    /// Remove the first element and tell it.
    case take
    /// Tell the first element.
    case peek

    /// The value as a person reads it.
    public var description: String {
      switch self {
      case .put(let element): "put \(element)"
      case .take: "take"
      case .peek: "peek"
      }
    }
  }
}
