import Primitives
package import ServiceRuntime

/// Asks the other end of a knot, which may ask back.
struct KnotRequest: Request {
  typealias Reply = CabinetReply
  static let method: Method = "knot.pull"
  /// How many ends are still to be asked.
  let depth: Int

  func fingerprint(into digest: inout Digest) { digest.combine(depth) }
}

/// One end of a knot: it answers when the other end has.
///
/// With room for one request at a time, two clients at both ends tie it for good.
package final class KnotService: Service {
  /// How an end waits for the other one.
  package enum Manner: String, CaseIterable, Sendable {
    /// It waits for an answer, however long it takes.
    case waits
    /// It asks again and again for an answer that never comes.
    case insists
    /// It does not ask.
    case alone
  }

  private let context: ServiceContext
  private let other: ServiceName
  private let manner: Manner

  /// One end of a knot.
  package init(_ context: ServiceContext, other: ServiceName, _ manner: Manner) {
    self.context = context
    self.other = other
    self.manner = manner
  }

  package func start() async throws {
    context.handle(KnotRequest.self) { request, _ in
      CabinetReply(answers: [try await self.pull(request.depth)])
    }
  }

  private func pull(_ depth: Int) async throws -> String {
    guard depth > 0 else { return "done" }
    switch manner {
    case .alone: break
    case .waits:
      try await context.clock.sleep(for: .milliseconds(50))
      _ = try await context.call(KnotRequest(depth: depth - 1), to: other)
    case .insists:
      while true {
        let deadline = context.clock.deadline(after: .milliseconds(40))
        let answer = try? await context.call(
          KnotRequest(depth: 0), to: other, deadline: deadline)
        if answer?.answers == ["enough"] { break }
        try await context.clock.sleep(for: .milliseconds(60))
      }
    }
    return "done"
  }
}
