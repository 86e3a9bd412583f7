/// A set that iterates in the order in which its members were first inserted.
public struct OrderedSet<Member: Hashable> {
  /// The members in order of insertion.
  public private(set) var members: [Member] = []
  private var known: Set<Member> = []

  /// A set without members.
  public init() {}

  /// A set of the given members; repetitions are dropped.
  public init(_ members: some Sequence<Member>) {
    for member in members { insert(member) }
  }

  /// The number of members.
  public var count: Int { members.count }

  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }

  /// Whether a value is a member; takes constant time.
  public func contains(_ member: Member) -> Bool { known.contains(member) }

  /// Adds a member and says whether it was new.
  @discardableResult
  public mutating func insert(_ member: Member) -> Bool {
    guard known.insert(member).inserted else { return false }
    members.append(member)
    return true
  }

  /// Removes a member and says whether it was there; takes linear time.
  @discardableResult
  public mutating func remove(_ member: Member) -> Bool {
    guard known.remove(member) != nil else { return false }
    members.removeAll { $0 == member }
    return true
  }
}

extension OrderedSet: Sequence {
  /// Goes over the members in order of insertion.
  public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension OrderedSet: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Member...) {
    self.init(elements)
  }
}

extension OrderedSet: Sendable where Member: Sendable {}
extension OrderedSet: Equatable {}
