import Primitives
package import ServiceRuntime

/// A call whose content is JSON that nobody here has read.
package final class RawCall: Call {
  /// The request as JSON.
  private let content: String
  /// The reply as JSON, if there was one.
  package var reply: String?

  /// A call that has not been sent.
  package init(
    _ method: Method, _ content: String, to service: ServiceName, deadline: Deadline,
    metadata: Metadata
  ) {
    self.content = content
    super.init(
      method: method, service: service, deadline: deadline, metadata: metadata,
      requestFingerprint: { call, digest in digest.combine(call.requestText) },
      replyFingerprint: { call, digest in digest.combine(call.replyText) })
  }

  package override var hasReply: Bool { reply != nil }

  package override func copy() -> Call {
    let copy = RawCall(method, content, to: service, deadline: deadline, metadata: metadata)
    copy.isCopy(of: self)
    return copy
  }

  package override func takeOutcome(of copy: Call) {
    guard let copy = copy as? RawCall else {
      preconditionFailure("the outcome of \(copy.method) cannot end a call of \(method)")
    }
    reply = copy.reply
    failure = copy.failure
  }

  package override var requestText: String { content }

  package override var replyText: String { reply ?? failure.map { "\($0)" } ?? "nothing" }
}
