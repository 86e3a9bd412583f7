package import Primitives

/// The members of one consumer group on one topic, and who of them reads which partition.
///
/// Each change of membership begins a new generation in which partitions are dealt out anew, in
/// ranges. A member of an earlier generation is fenced off: what it commits is refused until it
/// has joined again. The change takes effect at once, without waiting for the old owner to let
/// go, so around it a record may be handled by both (the price of not being held up by a member
/// that is gone).
package struct ConsumerGroupStateMachine {
  /// The generation that counts; grows with each change.
  package private(set) var generation: Int64
  private var members: OrderedDictionary<String, Membership> = [:]

  private struct Membership {
    var deadline: Instant
    var timeout: Duration
    /// The generation in which it last joined.
    var generation: Int64
  }

  /// How a member stands.
  package enum Standing: Hashable, Sendable {
    /// It belongs to the generation that counts.
    case current
    /// Partitions were dealt out anew since it joined.
    case fenced
    /// It is not, or no longer, a member.
    case unknown
  }

  /// A group without members; its generations begin in an epoch of their own.
  package init(epoch: Int64) {
    generation = epoch << 32
  }

  /// The members' names in the order in which partitions are dealt.
  package var names: [String] { members.keys.sorted() }

  /// Takes a member in, or on to the present generation when it is a member already.
  package mutating func join(_ member: String, now: Instant, timeout: Duration) {
    if members[member] == nil { generation += 1 }
    members[member] = Membership(
      deadline: now + timeout, timeout: timeout, generation: generation)
  }

  /// Lets a member go.
  package mutating func leave(_ member: String) {
    guard members.removeValue(forKey: member) != nil else { return }
    generation += 1
  }

  /// Notes a sign of life of a member and says how it stands.
  package mutating func hear(_ member: String, generation: Int64, now: Instant) -> Standing {
    let standing = standing(of: member, generation: generation)
    if let timeout = members[member]?.timeout { members[member]?.deadline = now + timeout }
    return standing
  }

  /// How a member of a generation stands.
  package func standing(of member: String, generation: Int64) -> Standing {
    guard let membership = members[member] else { return .unknown }
    return generation == self.generation && membership.generation == generation
      ? .current : .fenced
  }

  /// Lets go of the members that have been silent for too long; says whether there were any.
  package mutating func expire(now: Instant) -> Bool {
    let silent = members.filter { $0.value.deadline <= now }.map(\.key)
    for member in silent { leave(member) }
    return !silent.isEmpty
  }

  /// The next instant at which a member may count as lost.
  package var nextDeadline: Instant? { members.values.map(\.deadline).min() }

  /// Begins a generation without a change of membership, so that all members start over.
  package mutating func fence() {
    generation += 1
  }

  /// The partitions that a member reads: ranges in order of names, the first ones longer by one.
  package func partitions(of member: String, among count: Int) -> Range<Int> {
    guard let index = names.firstIndex(of: member) else { return 0..<0 }
    let (share, rest) = count.quotientAndRemainder(dividingBy: members.count)
    let lower = index * share + min(index, rest)
    return lower..<(lower + share + (index < rest ? 1 : 0))
  }
}
