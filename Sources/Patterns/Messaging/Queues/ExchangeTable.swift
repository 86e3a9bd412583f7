import Primitives

/// Where publications go: exchanges, and the queues that are bound to them.
package struct ExchangeTable {
  private var exchanges: OrderedDictionary<String, Exchange> = [:]
  /// The bindings in order of creation.
  package private(set) var bindings: [Binding] = []

  /// A table of nothing.
  package init() {}

  /// A place that publications are addressed to.
  package struct Exchange: Hashable, Sendable, Codable, Fingerprinted {
    /// How it picks among its bindings.
    package var kind: QueueBrokerAPI.ExchangeKind
    /// The queue that takes what no binding takes.
    package var unroutableQueue: String?

    /// An exchange of a kind.
    package init(kind: QueueBrokerAPI.ExchangeKind, unroutableQueue: String? = nil) {
      self.kind = kind
      self.unroutableQueue = unroutableQueue
    }
  }

  /// A queue that wants what an exchange gets under certain keys.
  package struct Binding: Hashable, Sendable, Codable, Fingerprinted {
    /// The exchange.
    package var exchange: String
    /// Which routing keys are meant.
    package var pattern: String
    /// The queue.
    package var queue: String

    /// The binding of a queue to an exchange.
    package init(exchange: String, pattern: String, queue: String) {
      self.exchange = exchange
      self.pattern = pattern
      self.queue = queue
    }
  }

  /// The exchange of a name, if there is one.
  package subscript(name: String) -> Exchange? {
    get { exchanges[name] }
    set { exchanges[name] = newValue }
  }

  /// Adds a binding; one that is there already is not added again.
  package mutating func bind(_ binding: Binding) {
    guard !bindings.contains(binding) else { return }
    bindings.append(binding)
  }

  /// Removes a binding.
  package mutating func unbind(_ binding: Binding) {
    bindings.removeAll { $0 == binding }
  }

  /// The queues that a publication goes to, each once, in order of binding.
  package func queues(of exchange: String, routingKey: String) -> [String] {
    guard let kind = exchanges[exchange]?.kind else { return [] }
    let matching = bindings.filter { binding in
      guard binding.exchange == exchange else { return false }
      switch kind {
      case .direct: return binding.pattern == routingKey
      case .fanout: return true
      case .topic: return ExchangeTable.matches(binding.pattern, routingKey)
      }
    }
    return OrderedSet(matching.map(\.queue)).members
  }

  /// Whether a pattern covers a key: `*` stands for one word, `#` for any number of them.
  package static func matches(_ pattern: String, _ key: String) -> Bool {
    func words(_ text: String) -> [Substring] {
      text.split(separator: ".", omittingEmptySubsequences: false)
    }
    return matches(words(pattern)[...], words(key)[...])
  }

  private static func matches(
    _ pattern: ArraySlice<Substring>, _ key: ArraySlice<Substring>
  ) -> Bool {
    guard let first = pattern.first else { return key.isEmpty }
    if first == "#" {
      return matches(pattern.dropFirst(), key)
        || (!key.isEmpty && matches(pattern, key.dropFirst()))
    }
    guard let word = key.first, first == "*" || first == word else { return false }
    return matches(pattern.dropFirst(), key.dropFirst())
  }
}
