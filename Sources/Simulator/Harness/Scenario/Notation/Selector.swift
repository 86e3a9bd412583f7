/// Who is meant: hosts, or a link between two groups of them.
package enum Selector: Hashable, Sendable {
  /// Some hosts.
  case hosts(HostSelector)
  /// The links from some hosts to others, in one direction or in both.
  case link(from: HostSelector, to: HostSelector, bothWays: Bool)

  /// The selector that a text writes down, such as `orders->wallet`.
  package init(_ text: String) throws(NotationMistake) {
    for (arrow, bothWays) in [("<->", true), ("->", false)] {
      guard let (left, right) = Selector.split(text, at: arrow) else { continue }
      self = .link(
        from: try HostSelector(left), to: try HostSelector(right), bothWays: bothWays)
      return
    }
    self = .hosts(try HostSelector(text))
  }

  private static func split(_ text: String, at arrow: String) -> (String, String)? {
    var rest = text[...]
    while !rest.isEmpty {
      if rest.hasPrefix(arrow) {
        let left = text[..<rest.startIndex]
        return (
          RangeNotation.trimmed(left), RangeNotation.trimmed(rest.dropFirst(arrow.count))
        )
      }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// The selector as it is written.
  package var text: String {
    switch self {
    case .hosts(let hosts): hosts.text
    case .link(let from, let to, let bothWays): from.text + (bothWays ? "<->" : "->") + to.text
    }
  }

  /// The groups of hosts that are named.
  package var ends: [HostSelector] {
    switch self {
    case .hosts(let hosts): [hosts]
    case .link(let from, let to, _): [from, to]
    }
  }
}

/// A group of hosts.
package enum HostSelector: Hashable, Sendable {
  /// Every host.
  case everything
  /// Every host of a service.
  case service(String)
  /// One host of a service, counted from one.
  case replica(String, Int)
  /// The host that has a role at the moment, as the service itself tells.
  case role(String, String)
  /// A client by its name.
  case client(String)
  /// Every host of a zone.
  case zone(String)

  /// The group that a text writes down: `wallet`, `wallet/1`, `wallet-1`, `wallet/leader`, `*`.
  package init(_ text: String) throws(NotationMistake) {
    guard !text.isEmpty else { throw NotationMistake("a host or service is missing here") }
    if text == "*" {
      self = .everything
      return
    }
    for (prefix, make) in [("client:", HostSelector.client), ("zone:", HostSelector.zone)]
    where text.hasPrefix(prefix) {
      self = make(try HostSelector.name(text.dropFirst(prefix.count), in: text))
      return
    }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let service = try HostSelector.name(parts[0], in: text)
    if parts.count == 2 {
      let member = try HostSelector.name(parts[1], in: text)
      if member.allSatisfy({ $0.isASCII && $0.isNumber }) {
        self = .replica(service, try HostSelector.number(member, in: text))
      } else {
        self = .role(service, member)
      }
    } else if let dash = service.lastIndex(of: "-"),
      !service[service.index(after: dash)...].isEmpty, dash > service.startIndex,
      service[service.index(after: dash)...].allSatisfy({ $0.isASCII && $0.isNumber })
    {
      let member = String(service[service.index(after: dash)...])
      self = .replica(String(service[..<dash]), try HostSelector.number(member, in: text))
    } else {
      self = .service(service)
    }
  }

  private static func name(
    _ text: some StringProtocol, in whole: String
  ) throws(NotationMistake) -> String {
    let isName =
      !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0)
      }
    guard isName else {
      throw NotationMistake("'\(whole)' does not say who is meant, such as \"wallet/1\"")
    }
    return String(text)
  }

  private static func number(_ text: String, in whole: String) throws(NotationMistake) -> Int {
    guard let number = Int(text), number > 0 else {
      throw NotationMistake("'\(whole)': hosts of a service are counted from 1")
    }
    return number
  }

  /// The group as it is written.
  package var text: String {
    switch self {
    case .everything: "*"
    case .service(let service): service
    case .replica(let service, let number): "\(service)/\(number)"
    case .role(let service, let role): "\(service)/\(role)"
    case .client(let name): "client:\(name)"
    case .zone(let name): "zone:\(name)"
    }
  }

  /// The service that is named, if one is.
  package var service: String? {
    switch self {
    case .service(let service), .replica(let service, _), .role(let service, _): service
    case .everything, .client, .zone: nil
    }
  }
}
