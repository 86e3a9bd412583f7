import Primitives
import ServiceRuntime

/// Asks a cabinet for steps on keys, all of them in one transaction.
struct CabinetRequest: Request {
  typealias Reply = CabinetReply
  static let method: Method = "cabinet.steps"

  /// The steps in order, each with its key.
  let steps: [Keyed]

  /// A step on a key.
  struct Keyed: Codable, Sendable, Hashable {
    let key: String
    let step: CabinetStep
  }

  func fingerprint(into digest: inout Digest) { digest.combine("\(steps)") }
}

/// Answers to steps, in their order.
struct CabinetReply: Codable, Sendable, Hashable, Fingerprinted {
  let answers: [String]

  func fingerprint(into digest: inout Digest) { digest.combine("\(answers)") }
}

/// Asks a cabinet to move an amount from one key to another.
struct CabinetTransfer: Request {
  typealias Reply = CabinetReply
  static let method: Method = "cabinet.transfer"
  let from: String
  let to: String
  let amount: Int

  func fingerprint(into digest: inout Digest) { digest.combine("\(from) \(to) \(amount)") }
}

/// Asks a cabinet to write an amount into its ledger, once for each id.
struct CabinetPost: Request {
  typealias Reply = CabinetReply
  static let method: Method = "cabinet.post"
  let id: String
  let amount: Int

  func fingerprint(into digest: inout Digest) { digest.combine("\(id) \(amount)") }
}

/// Asks a cabinet for the versions of all keys, as its mirrors do.
struct CabinetSnapshot: Request {
  typealias Reply = CabinetCopy
  static let method: Method = "cabinet.snapshot"

  func fingerprint(into digest: inout Digest) {}
}

/// Everything that a cabinet holds.
struct CabinetCopy: Codable, Sendable, Hashable, Fingerprinted {
  /// What lies under a key.
  struct Part: Codable, Sendable, Hashable {
    let key: String
    let slot: CabinetSlot
  }

  let parts: [Part]

  func fingerprint(into digest: inout Digest) { digest.combine("\(parts)") }
}
