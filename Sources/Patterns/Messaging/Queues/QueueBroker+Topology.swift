import Primitives
import ServiceRuntime

/// Exchanges, queues and bindings come into being.
extension QueueBroker {
  func declare(
    _ request: QueueBrokerAPI.DeclareExchange, _ call: IncomingCall
  ) async throws -> Done {
    try check(name: request.name)
    let wanted = ExchangeTable.Exchange(
      kind: request.kind, unroutableQueue: request.unroutableQueue)
    if let known = exchanges[request.name] {
      guard known == wanted else {
        throw RPCError(.failedPrecondition, "exchange \(request.name) is declared differently")
      }
      return Done()
    }
    try await context.durably {
      try await $0.put(QueueTables.exchanges, request.name, wanted)
    } hasHappened: {
      try await $0.getForUpdate(QueueTables.exchanges, request.name) == wanted
    }
    exchanges[request.name] = wanted
    return Done()
  }

  func declare(_ request: QueueBrokerAPI.DeclareQueue, _ call: IncomingCall) async throws -> Done {
    try check(name: request.name)
    if request.name.isEmpty || request.options.fault != nil {
      throw RPCError(
        .invalidArgument,
        "queue \(request.name): \(request.options.fault ?? "it needs a name")")
    }
    if try isDeclared(request) { return Done() }
    if request.options.isDurable {
      try await context.durably {
        try await $0.put(QueueTables.queues, request.name, request.options)
      } hasHappened: {
        try await $0.getForUpdate(QueueTables.queues, request.name) == request.options
      }
      if try isDeclared(request) { return Done() }
    }
    open(request.name, request.options)
    return Done()
  }

  /// Slashes part the names in the keys of the store.
  private func check(name: String) throws(RPCError) {
    if name.contains("/") {
      throw RPCError(.invalidArgument, "the name \(name) must not contain a slash")
    }
  }

  private func isDeclared(_ request: QueueBrokerAPI.DeclareQueue) throws(RPCError) -> Bool {
    guard let known = queues[request.name] else { return false }
    guard known.options == request.options else {
      throw RPCError(.failedPrecondition, "queue \(request.name) is declared differently")
    }
    return true
  }

  func bind(_ request: QueueBrokerAPI.Bind, _ call: IncomingCall) async throws -> Done {
    let queue = try queue(request.queue)
    guard exchanges[request.exchange] != nil, !request.exchange.isEmpty else {
      throw RPCError(.notFound, "there is no exchange \(request.exchange) to bind to")
    }
    let binding = ExchangeTable.Binding(
      exchange: request.exchange, pattern: request.pattern, queue: request.queue)
    if queue.options.isDurable {
      let record = request.isBound ? binding : nil
      try await context.durably { transaction in
        if let record {
          try await transaction.put(QueueTables.bindings, QueueTables.key(binding), record)
        } else {
          try await transaction.remove(QueueTables.bindings, QueueTables.key(binding))
        }
      } hasHappened: {
        try await $0.getForUpdate(QueueTables.bindings, QueueTables.key(binding)) == record
      }
    }
    if request.isBound { exchanges.bind(binding) } else { exchanges.unbind(binding) }
    return Done()
  }

  /// The queues that a publication goes to, the built-in exchange and unroutable ones considered.
  func route(_ request: QueueBrokerAPI.Publish) throws(RPCError) -> [HostedQueue] {
    guard let exchange = exchanges[request.exchange] else {
      throw RPCError(.notFound, "there is no exchange \(request.exchange)")
    }
    let names =
      request.exchange.isEmpty
      ? [request.routingKey]
      : exchanges.queues(of: request.exchange, routingKey: request.routingKey)
    let found = names.compactMap { queues[$0] }
    if !found.isEmpty { return found }
    context.count("broker.unroutable")
    if request.isMandatory {
      throw RPCError(.notFound, "no queue takes \(request.routingKey) at \(request.exchange)")
    }
    return [exchange.unroutableQueue.flatMap { queues[$0] }].compactMap(\.self)
  }
}
