/// Who cannot reach whom.
package struct Partition: Hashable, Sendable {
  /// How hosts are divided when no groups are given.
  package var shape: Shape
  /// Groups of hosts, by index, that cannot reach each other; the shape decides when empty.
  package var groups: [[Int32]]
  /// Whether only messages from the first group to the others are lost.
  package var isOneWay: Bool

  /// How hosts are divided.
  package enum Shape: String, CaseIterable, Hashable, Sendable {
    /// Those that the fault is about on one side, all others on the other.
    case isolate
    /// Two halves, drawn from the seed.
    case halves
    /// Two halves and one host that reaches both.
    case bridge
    /// Each host reaches its two neighbours only, in an order drawn from the seed.
    case ring
    /// Each host reaches a majority, no two the same.
    case majorityRing
  }

  /// A partition of a shape, or between groups.
  package init(_ shape: Shape = .isolate, between groups: [[Int32]] = [], isOneWay: Bool = false) {
    self.shape = shape
    self.groups = groups
    self.isOneWay = isOneWay
  }

  /// What is cut, from whom to whom.
  package struct Cut: Hashable, Sendable {
    /// The senders.
    package let sources: [Int32]
    /// Those that nothing reaches any more.
    package let destinations: [Int32]
  }

  /// The cuts that divide hosts in this way.
  ///
  /// - Parameters:
  ///   - order: the hosts that are divided, in an order drawn from the seed.
  ///   - chosen: those that the fault is about; the first is taken when there are none to isolate.
  package func cuts(of order: [Int32], chosen: [Int32]) -> [Cut] {
    if groups.count > 1 { return cuts(between: groups) }
    let half = order.count / 2
    switch shape {
    case .isolate:
      let alone = groups.first ?? (chosen.isEmpty ? Array(order.prefix(1)) : chosen)
      return cuts(between: [alone, order.filter { !alone.contains($0) }.sorted()])
    case .halves:
      return cuts(between: [Array(order[..<half]), Array(order[half...])])
    case .bridge:
      let ends = order.dropFirst()
      let middle = ends.startIndex + ends.count / 2
      return cuts(between: [Array(ends[..<middle]), Array(ends[middle...])])
    case .ring:
      return neighbourhoods(of: order, reach: 1)
    case .majorityRing:
      return neighbourhoods(of: order, reach: order.count / 4 + (order.count % 4 > 1 ? 1 : 0))
    }
  }

  private func cuts(between groups: [[Int32]]) -> [Cut] {
    var cuts: [Cut] = []
    for first in groups.indices {
      for second in groups.indices where second != first {
        if isOneWay && first != 0 { continue }
        cuts.append(Cut(sources: groups[first], destinations: groups[second]))
      }
    }
    return cuts.filter { !$0.sources.isEmpty && !$0.destinations.isEmpty }
  }

  /// Cuts each host from those further than so many places away on a ring.
  private func neighbourhoods(of order: [Int32], reach: Int) -> [Cut] {
    order.indices.compactMap { position in
      let far = order.indices.filter { other in
        let distance = abs(other - position)
        return min(distance, order.count - distance) > reach
      }
      guard !far.isEmpty else { return nil }
      return Cut(sources: [order[position]], destinations: far.map { order[$0] })
    }
  }
}
