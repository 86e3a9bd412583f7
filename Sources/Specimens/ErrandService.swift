package import Primitives
package import ServiceRuntime

/// Asks for an errand: three steps, of which the last but one may be refused.
struct ErrandRequest: Request {
  typealias Reply = CabinetReply
  static let method: Method = "errand.run"
  let id: String
  /// Whether the second step is refused.
  let isRefused: Bool

  func fingerprint(into digest: inout Digest) {
    digest.combine(id)
    digest.combine(isRefused)
  }
}

/// What happened in an errand, one entry a happening.
package struct ErrandEntry: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The errand.
  package let errand: String
  /// What happened: `attempted`, `done`, `refused`, `undoing`, `undone`, `completed`, `compensated`.
  package let action: String
  /// The step, empty where it is about the whole.
  package let step: String

  package var description: String { "\(errand) \(action) \(step)" }

  package func fingerprint(into digest: inout Digest) { digest.combine(description) }
}

/// Runs errands: fetch can be undone, pay cannot be taken back, deliver is repeated until it is done.
package final class ErrandService: Service {
  /// What happened, in order.
  package static let log = Table<ErrandEntry>("errand-log")

  /// What it can do wrong.
  package enum Mistake: String, CaseIterable, Sendable {
    /// Nothing.
    case none
    /// It does not undo what was done when a later step is refused.
    case forgets
    /// It undoes what was never done.
    case invents
    /// It takes long over the last step.
    case dawdles
  }

  private let context: ServiceContext
  private let mistake: Mistake
  private var count = 0

  /// A service that runs errands with a mistake.
  package init(_ context: ServiceContext, _ mistake: Mistake) {
    self.context = context
    self.mistake = mistake
  }

  package func start() async throws {
    context.handle(ErrandRequest.self) { request, _ in
      CabinetReply(answers: [try await self.run(request)])
    }
  }

  private func run(_ request: ErrandRequest) async throws -> String {
    if mistake == .invents {
      try await note(request, "undoing", "fetch")
      try await note(request, "undone", "fetch")
      try await note(request, "compensated")
      return "compensated"
    }
    try await note(request, "attempted", "fetch")
    try await note(request, "done", "fetch")
    try await note(request, "attempted", "pay")
    guard !request.isRefused else {
      try await note(request, "refused", "pay")
      if mistake != .forgets {
        try await note(request, "undoing", "fetch")
        try await note(request, "undone", "fetch")
      }
      try await note(request, "compensated")
      return "compensated"
    }
    try await note(request, "done", "pay")
    try await note(request, "attempted", "deliver")
    if mistake == .dawdles { try await context.clock.sleep(for: .seconds(5)) }
    try await note(request, "done", "deliver")
    try await note(request, "completed")
    return "completed"
  }

  private func note(_ request: ErrandRequest, _ action: String, _ step: String = "") async throws {
    count += 1
    let number = String(count)
    let key = String(repeating: "0", count: max(0, 8 - number.count)) + number
    try await context.store.transaction { transaction in
      try await transaction.put(
        Self.log, key, ErrandEntry(errand: request.id, action: action, step: step))
    }
    try await context.clock.sleep(for: .milliseconds(5))
  }
}
