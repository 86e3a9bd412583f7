/// One read or write inside a transaction.
///
/// Values written to one key must differ from each other: that is how a read tells whose write it
/// saw. A list that is only appended to tells the order of all writes as well, so prefer it.
public enum TransactionStep: Hashable, Sendable {
  /// Adds a value at the end of the list under a key.
  case append(String, Int)
  /// Sees the list under a key.
  case readList(String, [Int])
  /// Replaces the value under a key.
  case write(String, Int)
  /// Sees the value under a key; nothing when nobody has written it yet.
  case read(String, Int?)

  /// The key.
  public var key: String {
    switch self {
    case .append(let key, _), .readList(let key, _), .write(let key, _), .read(let key, _): key
    }
  }

  /// The value written, where the step writes.
  public var written: Int? {
    switch self {
    case .append(_, let value), .write(_, let value): value
    case .readList, .read: nil
    }
  }
}

extension TransactionStep: CustomStringConvertible {
  /// The value as a person reads it.
  public var description: String {
    switch self {
    case .append(let key, let value): "append \(value) to \(key)"
    case .readList(let key, let list): "read \(key) → \(list)"
    case .write(let key, let value): "write \(value) to \(key)"
    case .read(let key, let value): "read \(key) → \(value.map { "\($0)" } ?? "nothing")"
    }
  }
}

/// Transactions of all clients: the input is what was asked, the answer the same with what was read.
///
/// A transaction that surely failed is an aborted one; one of unknown outcome counts as committed
/// as soon as a committed one has seen a value of it.
public typealias TransactionHistory = History<[TransactionStep], [TransactionStep]>
