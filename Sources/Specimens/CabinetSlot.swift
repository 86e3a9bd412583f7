package import Primitives

/// What a cabinet keeps under one key: a value, a number, a queue or a stock, as it is used.
package struct CabinetSlot: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The value of a register, empty before the first write.
  package var value = ""
  /// A counter, the balance of an account, or the units of a stock.
  package var number = 0
  /// A queue or a list, first come first.
  package var items: [String] = []
  /// Units that are held back, as names and quantities.
  package var holds: [Hold] = []
  /// How often it was changed.
  package var version = 0

  /// Units held back under a name.
  package struct Hold: Codable, Sendable, Hashable {
    let name: String
    let quantity: Int
  }

  package init() {}

  package var description: String { "\(value) \(number) \(items) \(holds) v\(version)" }

  package func fingerprint(into digest: inout Digest) { digest.combine(description) }

  /// Units that are not held back.
  var left: Int { holds.reduce(number) { $0 - $1.quantity } }

  /// Carries out a step and gives the answer: `done`, `refused`, `nothing`, or a value.
  mutating func apply(_ step: CabinetStep) -> String {
    switch step {
    case .read: return value.isEmpty ? "nothing" : value
    case .write(let new): value = new
    case .swap(let expected, let new):
      guard value == expected else { return "refused" }
      value = new
    case .add(let amount):
      number += amount
      return "\(number)"
    case .total: return "\(number)"
    case .put(let item): items.append(item)
    case .take: return items.isEmpty ? "nothing" : items.removeFirst()
    case .list: return items.joined(separator: " ")
    case .reserve(let name, let quantity):
      if holds.contains(where: { $0.name == name }) { return "done" }
      guard quantity > 0, left >= quantity else { return "refused" }
      holds.append(Hold(name: name, quantity: quantity))
    case .confirm(let name), .release(let name):
      guard let position = holds.firstIndex(where: { $0.name == name }) else { return "refused" }
      let hold = holds.remove(at: position)
      if case .confirm = step { number -= hold.quantity }
    case .left: return "\(left)"
    }
    return "done"
  }
}

/// What can be asked of what lies under one key.
package enum CabinetStep: Codable, Sendable, Hashable {
  /// Tell the value.
  case read
  /// Replace the value.
  case write(String)
  /// Replace the value if it is the expected one.
  case swap(String, String)
  /// Raise the number and tell it.
  case add(Int)
  /// Tell the number.
  case total
  /// Put an item at the end.
  case put(String)
  /// Take the first item.
  case take
  /// Tell all items.
  case list
  /// Hold back units under a name.
  case reserve(String, Int)
  /// Sell what is held under a name.
  case confirm(String)
  /// Give back what is held under a name.
  case release(String)
  /// Tell the units that are not held back.
  case left

  /// Whether it leaves everything as it is.
  var isReading: Bool {
    switch self {
    case .read, .total, .list, .left: true
    case .write, .swap, .add, .put, .take, .reserve, .confirm, .release: false
    }
  }
}

/// One entry of a cabinet's ledger.
package struct CabinetEntry: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// What it was asked under.
  package let id: String
  /// How much.
  package let amount: Int

  package var description: String { "\(amount) for \(id)" }

  package func fingerprint(into digest: inout Digest) {
    digest.combine(id)
    digest.combine(amount)
  }
}
