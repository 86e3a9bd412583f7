/// Which transaction must come before which, with the reasons.
///
/// Edges lie in one flat array, grouped by their origin, so that graphs of a million transactions
/// are walked without a look-up.
package struct DependencyGraph: Sendable {
  /// The number of transactions, those that take no part included.
  package let count: Int
  /// All dependencies, grouped by the earlier transaction.
  package let edges: [Dependency]
  private let offsets: [Int]

  /// A graph over transactions numbered from zero.
  package init(count: Int, _ dependencies: [Dependency]) {
    self.count = count
    var offsets = [Int](repeating: 0, count: count + 1)
    for edge in dependencies where edge.from != edge.to { offsets[edge.from + 1] += 1 }
    for node in 0..<count { offsets[node + 1] += offsets[node] }
    var slots = offsets
    var order = [Int](repeating: 0, count: offsets[count])
    for (position, edge) in dependencies.enumerated() where edge.from != edge.to {
      order[slots[edge.from]] = position
      slots[edge.from] += 1
    }
    edges = order.map { dependencies[$0] }
    self.offsets = offsets
  }

  /// The positions among `edges` of what leads away from a transaction.
  package func range(from node: Int) -> Range<Int> { offsets[node]..<offsets[node + 1] }

  /// Groups of transactions that lie on common cycles of the given kinds, larger than one.
  ///
  /// Tarjan's algorithm with its recursion written out as a stack.
  package func components(of kinds: DependencyKind) -> [[Int]] {
    var walk = ComponentWalk(count: count)
    for root in 0..<count where walk.isNew(root) {
      walk.enter(root, edge: offsets[root])
      while let (node, position) = walk.current {
        guard position < offsets[node + 1] else {
          walk.leave()
          continue
        }
        walk.step()
        guard !edges[position].kind.isDisjoint(with: kinds) else { continue }
        let target = edges[position].to
        if walk.isNew(target) {
          walk.enter(target, edge: offsets[target])
        } else {
          walk.touch(target, from: node)
        }
      }
    }
    return walk.components
  }
}

/// The state of Tarjan's walk.
private struct ComponentWalk {
  private(set) var components: [[Int]] = []
  private var indices: [Int32]
  private var lows: [Int32]
  private var isOpen: [Bool]
  private var path: [(node: Int, edge: Int)] = []
  private var pending: [Int] = []
  private var next: Int32 = 0

  init(count: Int) {
    indices = [Int32](repeating: -1, count: count)
    lows = [Int32](repeating: 0, count: count)
    isOpen = [Bool](repeating: false, count: count)
  }

  var current: (node: Int, edge: Int)? { path.last }

  func isNew(_ node: Int) -> Bool { indices[node] < 0 }

  mutating func enter(_ node: Int, edge: Int) {
    (indices[node], lows[node], isOpen[node]) = (next, next, true)
    next += 1
    pending.append(node)
    path.append((node, edge))
  }

  mutating func step() { path[path.count - 1].edge += 1 }

  mutating func touch(_ target: Int, from node: Int) {
    if isOpen[target] { lows[node] = min(lows[node], indices[target]) }
  }

  mutating func leave() {
    let node = path.removeLast().node
    if let parent = path.last?.node { lows[parent] = min(lows[parent], lows[node]) }
    guard lows[node] == indices[node] else { return }
    var members: [Int] = []
    while let member = pending.popLast() {
      isOpen[member] = false
      members.append(member)
      if member == node { break }
    }
    if members.count > 1 { components.append(members.sorted()) }
  }
}
