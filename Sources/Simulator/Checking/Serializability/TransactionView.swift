/// What one transaction knows of one key while it goes on.
struct TransactionView {
  /// What it first saw that it had not written itself.
  private(set) var outside: [Int]?
  private var own: [Int] = []
  private var ownRegister: Int?

  /// Takes in a step and says how it contradicts the ones before, if it does.
  mutating func take(_ step: TransactionStep) -> Anomaly.Kind? {
    switch step {
    case .append(_, let value):
      own.append(value)
      return nil
    case .write(_, let value):
      ownRegister = value
      return nil
    case .readList(_, let list):
      return take(list: list)
    case .read(_, let value):
      if let ownRegister { return value == ownRegister ? nil : .internalWrite }
      return take(outside: value.map { [$0] } ?? [])
    }
  }

  private mutating func take(list: [Int]) -> Anomaly.Kind? {
    guard list.count >= own.count, list.suffix(own.count).elementsEqual(own) else {
      return .internalWrite
    }
    return take(outside: Array(list.dropLast(own.count)))
  }

  private mutating func take(outside seen: [Int]) -> Anomaly.Kind? {
    defer { outside = outside ?? seen }
    return outside == nil || outside == seen ? nil : .unrepeatableRead
  }
}
