/// Looks for the shortest cycle of a wanted make in a dependency graph.
///
/// A cycle is a first edge of a required kind and the shortest way back over allowed kinds. Every
/// first edge is tried until the budget of visited transactions is used up.
struct CycleSearch {
  let graph: DependencyGraph
  private var budget = 20_000_000
  private var arrivals: [Int32]
  private var stamps: [Int32]
  private var stamp: Int32 = 0

  init(_ graph: DependencyGraph) {
    self.graph = graph
    arrivals = [Int32](repeating: -1, count: graph.count * 2)
    stamps = [Int32](repeating: 0, count: graph.count * 2)
  }

  /// One shortest cycle of a make for each group of transactions that has one.
  mutating func cycles(_ make: Make) -> [[Dependency]] {
    var found: [[Dependency]] = []
    for members in graph.components(of: make.first.union(make.others)) {
      var shortest: [Dependency]?
      for node in members where shortest?.count != 2 {
        for edge in graph.range(from: node) where graph.edges[edge].kind == make.first {
          guard budget > 0 || shortest == nil else { break }
          guard let cycle = cycle(through: edge, make), make.accepts(cycle) else { continue }
          if cycle.count < shortest?.count ?? .max { shortest = cycle }
        }
      }
      if let shortest { found.append(shortest) }
    }
    return found
  }

  /// The shortest way back to where an edge comes from, with the edge in front.
  private mutating func cycle(through first: Int, _ make: Make) -> [Dependency]? {
    let (origin, start) = (graph.edges[first].from, graph.edges[first].to)
    stamp += 1
    var queue = [place(start, after: graph.edges[first].kind, make)]
    stamps[queue[0]] = stamp
    arrivals[queue[0]] = -1
    var head = 0
    while head < queue.count {
      let here = queue[head]
      head += 1
      budget -= 1
      for position in graph.range(from: here >> 1) {
        let edge = graph.edges[position]
        guard make.others.contains(edge.kind) else { continue }
        if make.isNonadjacent, edge.kind == .readWrite, here & 1 == 1 || edge.to == origin {
          continue
        }
        if edge.to == origin { return path(to: here, last: position, first: first) }
        let there = place(edge.to, after: edge.kind, make)
        guard stamps[there] != stamp else { continue }
        stamps[there] = stamp
        arrivals[there] = Int32(position)
        arrivalPlaces[there] = Int32(here)
        queue.append(there)
      }
    }
    return nil
  }

  private lazy var arrivalPlaces = [Int32](repeating: -1, count: graph.count * 2)

  /// A transaction and, where it matters, whether it was reached over an anti-dependency.
  private func place(_ node: Int, after kind: DependencyKind, _ make: Make) -> Int {
    node << 1 | (make.isNonadjacent && kind == .readWrite ? 1 : 0)
  }

  private mutating func path(to place: Int, last: Int, first: Int) -> [Dependency] {
    var backwards = [graph.edges[last]]
    var here = place
    while arrivals[here] >= 0 {
      backwards.append(graph.edges[Int(arrivals[here])])
      here = Int(arrivalPlaces[here])
    }
    backwards.append(graph.edges[first])
    return backwards.reversed()
  }

  /// What a wanted cycle is made of.
  struct Make {
    /// The kind that must occur.
    let first: DependencyKind
    /// The kinds that may occur besides.
    let others: DependencyKind
    /// The fewest reads of values that were then written over.
    var antiDependencies = 0
    /// Whether no two such reads may follow each other.
    var isNonadjacent = false

    func accepts(_ cycle: [Dependency]) -> Bool {
      cycle.count { $0.kind == .readWrite } >= antiDependencies
    }
  }
}
