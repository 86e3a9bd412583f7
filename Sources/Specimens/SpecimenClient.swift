import Primitives
package import ServiceRuntime

/// What a client can ask of a specimen, as one answer in words.
package struct SpecimenClient {
  private let context: ServiceContext
  private let service: ServiceName
  private let deadline: Deadline

  /// A client of a service, who waits until a deadline.
  package init(_ context: ServiceContext, service: ServiceName, deadline: Deadline) {
    self.context = context
    self.service = service
    self.deadline = deadline
  }

  /// Asks a cabinet for one step on a key.
  package func ask(_ step: CabinetStep, of key: String) async throws(RPCError) -> String {
    try await ask([(key, step)])
  }

  /// Asks a cabinet for steps in one transaction; the answers are separated by strokes.
  package func ask(
    _ steps: [(key: String, step: CabinetStep)]
  ) async throws(RPCError) -> String {
    try await send(
      CabinetRequest(steps: steps.map { CabinetRequest.Keyed(key: $0.key, step: $0.step) }))
  }

  /// Asks a cabinet to move an amount.
  package func transfer(
    from: String, to: String, _ amount: Int
  ) async throws(RPCError) -> String {
    try await send(CabinetTransfer(from: from, to: to, amount: amount))
  }

  /// Asks a cabinet to post an amount under an id.
  package func post(_ id: String, _ amount: Int) async throws(RPCError) -> String {
    try await send(CabinetPost(id: id, amount: amount))
  }

  /// Asks one end of a knot.
  package func pull(_ depth: Int) async throws(RPCError) -> String {
    try await send(KnotRequest(depth: depth))
  }

  /// Has an errand run.
  package func errand(_ id: String, isRefused: Bool) async throws(RPCError) -> String {
    try await send(ErrandRequest(id: id, isRefused: isRefused))
  }

  private func send<R: Request>(
    _ request: R
  ) async throws(RPCError) -> String where R.Reply == CabinetReply {
    try await context.call(request, to: service, deadline: deadline).answers
      .joined(separator: "|")
  }
}
