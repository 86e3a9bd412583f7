import Engine

/// Which events of a run came before which, and because of what.
///
/// Edges are kept by their later event, each event's edges side by side, so that a graph of a
/// million events takes a few flat arrays. Every edge leads from a lower to a higher index.
package struct CausalGraph {
  /// How many events there are.
  package let count: Int
  /// The operation of a client that each event serves, -1 for none.
  ///
  /// An operation is named by the event of its being given.
  package let operations: [Int32]
  private let offsets: [Int32]
  private let sources: [Int32]
  private let kinds: [CausalEdge]

  /// The graph of a run with a full trace.
  package init(_ record: RunRecord) {
    var collector = EdgeCollector(record)
    collector.collect()
    self.init(
      count: record.traceLength, operations: collector.operations, edges: collector.edges)
  }

  /// A graph of edges, in any order.
  init(count: Int, operations: [Int32], edges: [(from: Int32, to: Int32, kind: CausalEdge)]) {
    self.count = count
    self.operations = operations
    var offsets = [Int32](repeating: 0, count: count + 1)
    for edge in edges { offsets[Int(edge.to) + 1] += 1 }
    for index in 0..<count { offsets[index + 1] += offsets[index] }
    var next = offsets
    var sources = [Int32](repeating: 0, count: edges.count)
    var kinds = [CausalEdge](repeating: .task, count: edges.count)
    for edge in edges {
      precondition(edge.from < edge.to, "edge from \(edge.from) to \(edge.to) leads backwards")
      let place = Int(next[Int(edge.to)])
      sources[place] = edge.from
      kinds[place] = edge.kind
      next[Int(edge.to)] += 1
    }
    self.offsets = offsets
    self.sources = sources
    self.kinds = kinds
  }

  /// The events that an event follows from at once, and why.
  package func causes(of event: Int) -> [(event: Int, kind: CausalEdge)] {
    (Int(offsets[event])..<Int(offsets[event + 1])).map { (Int(sources[$0]), kinds[$0]) }
  }

  /// Every event that came before one of the given events, these included.
  ///
  /// - Parameter limit: how many edges between records may be followed in a row from a root; nothing
  ///   means any number. With few of them what others did to the same records stays out.
  package func past(of roots: [Int], records limit: Int? = nil) -> Cone {
    // Per event the fewest record edges on a way to a root; .max where there is no way.
    var steps = [Int32](repeating: .max, count: count)
    for root in roots where (0..<count).contains(root) { steps[root] = 0 }
    let most = limit.map { Int32(clamping: $0) } ?? .max - 1
    for event in stride(from: count - 1, through: 0, by: -1) where steps[event] != .max {
      for place in Int(offsets[event])..<Int(offsets[event + 1]) {
        let step = steps[event] + (kinds[place] == .record ? 1 : 0)
        let source = Int(sources[place])
        if step <= most, step < steps[source] { steps[source] = step }
      }
    }
    return Cone(members: steps.map { $0 != .max })
  }

  /// Every event that followed from an event, itself included.
  package func future(of root: Int) -> Cone {
    future { $0 == root }
  }

  /// Every event that followed from one of some events, these included.
  package func future(ofEach isRoot: (Int) -> Bool) -> Cone {
    var members = [Bool](repeating: false, count: count)
    for event in 0..<count {
      if isRoot(event) {
        members[event] = true
        continue
      }
      for place in Int(offsets[event])..<Int(offsets[event + 1])
      where members[Int(sources[place])] {
        members[event] = true
        break
      }
    }
    return Cone(members: members)
  }

  /// The way from a later event back to an earlier one, with why each event follows from the next.
  ///
  /// At every step it goes to the latest of the causes, so that nothing on the way is skipped.
  ///
  /// - Returns: the events from the later one back, each with the reason for which the one before
  ///   it in the list follows from it; nothing when the later one does not follow from the earlier.
  package func chain(
    from source: Int, to target: Int
  ) -> [(event: Int, kind: CausalEdge?)]? {
    let reach = future(of: source)
    guard reach.contains(target) else { return nil }
    var way: [(event: Int, kind: CausalEdge?)] = [(target, nil)]
    var event = target
    while event != source {
      let latest = causes(of: event).filter { reach.contains($0.event) }.max { $0.event < $1.event }
      guard let latest else { return nil }
      way.append((latest.event, latest.kind))
      event = latest.event
    }
    return way
  }

  /// All edges with their later events, in order.
  package var edges: [(from: Int, to: Int, kind: CausalEdge)] {
    (0..<count).flatMap { event in causes(of: event).map { ($0.event, event, $0.kind) } }
  }
}

/// A set of events: what came before an event, or what followed from it.
package struct Cone: Hashable, Sendable {
  private let members: [Bool]
  /// How many events it holds.
  package let count: Int

  init(members: [Bool]) {
    self.members = members
    count = members.reduce(0) { $0 + ($1 ? 1 : 0) }
  }

  /// Whether an event belongs to it.
  package func contains(_ event: Int) -> Bool {
    members.indices.contains(event) && members[event]
  }

  /// Whether some event belongs to this set and to another one of the same run.
  package func meets(_ other: Cone) -> Bool {
    zip(members, other.members).contains { $0 && $1 }
  }

  /// The events in order.
  package var events: [Int] { members.indices.filter { members[$0] } }
}
