import ServiceRuntime

/// A transport as careless code uses it.
final class SlippingTransport: Transport {
  private let context: ServiceContext
  private let slips: [Slip]

  init(_ context: ServiceContext, _ slips: [Slip]) {
    self.context = context
    self.slips = slips
  }

  private func has(_ kind: Slip.Kind, _ call: Call) -> Bool {
    slips.has(kind, call.method.name)
  }

  func perform(_ call: Call) async {
    if has(.skipCall, call) { return finish(call) }
    if has(.newKey, call) { carry("\(context.random.identifierText())", call) }
    if has(.noKey, call) { carry(nil, call) }
    if has(.sendLate, call) {
      let sent = call.copy()
      context.tasks.spawn("late \(call.method.name)") {
        await self.context.transport.perform(sent)
      }
      return finish(call)
    }
    await context.transport.perform(call)
    if has(.sendTwice, call), call.failure == nil {
      await context.transport.perform(call.copy())
    }
    guard let failure = call.failure, failure.code != .cancelled else { return }
    if has(.ignoreError, call) { return finish(call) }
    if has(.silenceIsNo, call), failure.certainty == .indefinite {
      call.failure = RPCError(.failedPrecondition, "no answer was taken for a no")
    }
  }

  private func carry(_ key: String?, _ call: Call) {
    var metadata = call.metadata
    metadata.idempotencyKey = key
    call.carry(metadata)
  }

  /// Ends a call as if it had been answered, where the answer says nothing.
  private func finish(_ call: Call) {
    call.failure = nil
    do {
      try call.decodeReply(from: NoContent())
    } catch {
      call.failure = RPCError(
        .unimplemented, "the answer to \(call.method.name) has a content, it cannot be made up")
    }
  }

  /// What a reply is read from that has no content.
  private struct NoContent: Decoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    private var mistake: DecodingError {
      .dataCorrupted(.init(codingPath: [], debugDescription: "there is no content"))
    }

    func container<Key: CodingKey>(keyedBy: Key.Type) throws -> KeyedDecodingContainer<Key> {
      throw mistake
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw mistake }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw mistake }
  }
}
