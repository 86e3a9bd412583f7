import Primitives
import ServiceRuntime

/// Asks the ledger to book a deposit.
public struct Book: Request {
  public typealias Reply = Done
  public static let method: Method = "ledger.book"

  /// The deposit's id.
  public let deposit: String
  /// What is put in.
  public let amount: Int

  /// A booking of a deposit.
  public init(deposit: String, amount: Int) {
    self.deposit = deposit
    self.amount = amount
  }

  public func fingerprint(into digest: inout Digest) {
    digest.combine(deposit)
    digest.combine(amount)
  }
}

/// Asks the teller to take a deposit.
public struct Deposit: Request {
  public typealias Reply = Done
  public static let method: Method = "teller.deposit"

  /// The deposit's id, chosen by the customer.
  public let id: String
  /// What is put in.
  public let amount: Int

  /// A deposit of an amount.
  public init(id: String, amount: Int) {
    self.id = id
    self.amount = amount
  }

  public func fingerprint(into digest: inout Digest) {
    digest.combine(id)
    digest.combine(amount)
  }
}

/// Asks the ledger how much it has booked.
public struct Balance: Request {
  public typealias Reply = Total
  public static let method: Method = "ledger.balance"

  /// A question.
  public init() {}

  public func fingerprint(into digest: inout Digest) {}
}

/// The sum of all bookings.
public struct Total: Codable, Sendable, Fingerprinted {
  /// The sum.
  public let amount: Int

  public func fingerprint(into digest: inout Digest) { digest.combine(amount) }
}

/// A line of the ledger.
public struct Booking: Codable, Sendable, Fingerprinted, CustomStringConvertible {
  /// The deposit that was booked.
  public let deposit: String
  /// How much it was.
  public let amount: Int

  public var description: String { "\(deposit): \(amount)" }

  public func fingerprint(into digest: inout Digest) {
    digest.combine(deposit)
    digest.combine(amount)
  }
}
