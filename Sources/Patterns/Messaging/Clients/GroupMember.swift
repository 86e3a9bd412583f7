import Primitives
import ServiceRuntime

/// One member of a group: what its readers ask for, and in whose name.
final class GroupMember {
  let context: ServiceContext
  let broker: ServiceName
  let options: LogConsumer.Options
  let name: String
  let deadLetters: LogPublisher

  init(_ context: ServiceContext, _ broker: ServiceName, _ options: LogConsumer.Options) {
    self.context = context
    self.broker = broker
    self.options = options
    deadLetters = LogPublisher(context, broker: broker, options: options.requests)
    name =
      "\(context.service)@\(context.host)#\(context.incarnation)/"
      + context.random.identifierText()
  }

  func ask<R: Request>(_ request: R, waiting: Duration = .zero) async throws(RPCError) -> R.Reply {
    try await context.call(
      request, to: broker,
      deadline: context.clock.deadline(after: waiting + options.requests.timeout))
  }
}
