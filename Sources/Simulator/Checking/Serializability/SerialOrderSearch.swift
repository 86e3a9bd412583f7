import Primitives

/// Looks for one order of transactions that explains every read of registers.
///
/// It is needed only where the order in which a register was written is not known: the
/// dependencies that are known restrict the orders, and reads are checked on the way. What was
/// visited is remembered as the set of transactions done and the values then.
struct SerialOrderSearch {
  private let members: [Int]
  private let steps: [[TransactionStep]]
  private let keys: [String: Int]
  private var waiting: [Int]
  private let followers: [[Int]]
  private var values: [Int?]
  private var done: BitSet
  private var visited = Set<Configuration>()
  private var path: [Choice] = []
  private var budget: Int

  init(_ index: TransactionIndex, _ graph: DependencyGraph, budget: Int) {
    let members = index.isCommitted.indices.filter { index.isCommitted[$0] }
    var positions: [Int: Int] = [:]
    for (position, member) in members.enumerated() { positions[member] = position }
    var waiting = [Int](repeating: 0, count: members.count)
    var followers = [[Int]](repeating: [], count: members.count)
    for edge in graph.edges {
      guard let from = positions[edge.from], let to = positions[edge.to] else { continue }
      waiting[to] += 1
      followers[from].append(to)
    }
    var keys: [String: Int] = [:]
    for (key, record) in index.keys where !record.isList { keys[key] = keys.count }
    self.members = members
    self.steps = members.map { index.steps(of: $0) }
    self.keys = keys
    self.waiting = waiting
    self.followers = followers
    self.budget = budget
    values = [Int?](repeating: nil, count: keys.count)
    done = BitSet(capacity: members.count)
  }

  /// An order, nothing when there is none, or a throw of the limit when the budget is used up.
  mutating func run() throws(SearchExhausted) -> [Int]? {
    var candidate = 0
    while path.count < members.count {
      guard budget > 0 else { throw SearchExhausted() }
      budget -= 1
      if candidate == members.count {
        guard let choice = path.popLast() else { return nil }
        takeBack(choice)
        candidate = choice.member + 1
      } else {
        candidate = take(candidate) ? 0 : candidate + 1
      }
    }
    return path.map { members[$0.member] }
  }

  private mutating func take(_ member: Int) -> Bool {
    guard !done.contains(member), waiting[member] == 0 else { return false }
    let before = values
    guard replay(steps[member]) else {
      values = before
      return false
    }
    done.insert(member)
    guard visited.insert(Configuration(done: done, values: values)).inserted else {
      done.remove(member)
      values = before
      return false
    }
    for follower in followers[member] { waiting[follower] -= 1 }
    path.append(Choice(member: member, values: before))
    return true
  }

  private mutating func takeBack(_ choice: Choice) {
    done.remove(choice.member)
    values = choice.values
    for follower in followers[choice.member] { waiting[follower] += 1 }
  }

  /// Carries out a transaction on the registers; false when a read does not fit.
  private mutating func replay(_ steps: [TransactionStep]) -> Bool {
    for step in steps {
      guard let key = keys[step.key] else { continue }
      switch step {
      case .append, .readList: break
      case .write(_, let value): values[key] = value
      case .read(_, let value): if values[key] != value { return false }
      }
    }
    return true
  }

  /// What was visited: the transactions done, and the values then.
  private struct Configuration: Hashable {
    let done: BitSet
    let values: [Int?]
  }

  /// A transaction put next, with the values before it.
  private struct Choice {
    let member: Int
    let values: [Int?]
  }
}

/// A search used up its budget.
struct SearchExhausted: Error {}
