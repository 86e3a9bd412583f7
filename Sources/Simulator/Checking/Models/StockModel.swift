/// Units of one product that are reserved, then sold or released.
///
/// A reservation has a key; asking again under the same key changes nothing and answers as before.
public struct StockModel: SequentialModel {
  /// The stock before the first operation.
  public let initial: State

  /// A stock with a number of units on hand.
  public init(onHand: Int) { initial = State(onHand: onHand) }

  /// Holds units back, sells, releases or restocks them.
  public func apply(_ input: Input, to state: inout State) -> Output {
    switch input {
    case .reserve(let key, let quantity):
      if state.reserved[key] != nil { return .done }
      guard quantity > 0, state.available >= quantity else { return .refused }
      state.reserved[key] = quantity
      state.onHold += quantity
      return .done
    case .confirm(let key):
      guard let quantity = state.reserved.removeValue(forKey: key) else { return .refused }
      state.onHold -= quantity
      state.onHand -= quantity
      return .done
    case .release(let key):
      guard let quantity = state.reserved.removeValue(forKey: key) else { return .refused }
      state.onHold -= quantity
      return .done
    case .restock(let quantity):
      state.onHand += quantity
      return .done
    case .read:
      return .available(state.available)
    }
  }

  /// Whether the input only reads.
  public func isReadOnly(_ input: Input) -> Bool { input == .read }

  /// Whether the input only reads, or is refused.
  public func isReadOnly(_ input: Input, answered output: Output) -> Bool {
    isReadOnly(input) || output == .refused
  }

  /// The state in words, the same in every process.
  public func describe(_ state: State) -> String {
    let held = state.reserved.keys.sorted().map { "\(state.reserved[$0, default: 0]) for \($0)" }
    return "\(state.onHand) on hand, \(state.onHold) reserved"
      + (held.isEmpty ? "" : " (\(held.joined(separator: ", ")))")
  }

  /// What a stock remembers.
  public struct State: Hashable, Sendable {
    /// Units in the shelf, reserved or not.
    public internal(set) var onHand: Int
    /// Units that are reserved.
    public internal(set) var onHold = 0
    /// The quantity of each open reservation.
    public internal(set) var reserved: [String: Int] = [:]

    /// Units that may still be reserved.
    public var available: Int { onHand - onHold }

    init(onHand: Int) { self.onHand = onHand }
  }

  /// What clients ask of a stock.
  public enum Input: Hashable, Sendable, CustomStringConvertible {
    /// Hold back a quantity under a key.
    case reserve(String, quantity: Int)
    /// Sell what is held under a key.
    case confirm(String)
    /// Give back what is held under a key.
    case release(String)
    /// Put units into the shelf.
    case restock(Int)
    /// Tell the units that may still be reserved.
    case read

    /// The value as a person reads it.
    public var description: String {
      switch self {
      case .reserve(let key, let quantity): "reserve \(quantity) for \(key)"
      case .confirm(let key): "confirm \(key)"
      case .release(let key): "release \(key)"
      case .restock(let quantity): "restock \(quantity)"
      case .read: "read"
      }
    }
  }

  /// What a stock answers.
  public enum Output: Hashable, Sendable, CustomStringConvertible {
    /// It was done, now or earlier under the same key.
    case done
    /// There were too few units, or no such reservation.
    case refused
    /// The units that may still be reserved.
    case available(Int)

    /// The value as a person reads it.
    public var description: String {
      switch self {
      case .done: "done"
      case .refused: "refused"
      case .available(let count): "\(count) available"
      }
    }
  }
}
