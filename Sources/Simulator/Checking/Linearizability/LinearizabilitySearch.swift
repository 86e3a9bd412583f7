/// Looks for an order of one part's operations that explains every answer.
///
/// The search of Wing and Gong in the form that Lowe gave it: take the first invocation that may
/// come next, go on from there, and take it back when an end is met whose operation has not taken
/// effect; configurations met before are not entered twice. Three rules of our own shorten it. A
/// read that fits is taken for good, since taking it later could not help the others; so is what was
/// refused. An operation of unknown outcome is taken only where it changes the state, and need not
/// be taken at all. Of operations that are alike in everything the one that ends first is taken
/// first.
struct LinearizabilitySearch<Model: SequentialModel> {
  /// An operation of the history.
  private typealias Record = Operation<Model.Input, Model.Output>

  private let model: Model
  private let operations: [Record]
  private let numbers: ArraySlice<Int32>
  private var list: EntryList
  private var effects: EffectSet
  private let alike: AlikeOperations
  private var memo = ConfigurationMemo<Model.State>()
  private var state: Model.State
  private var stack: [Frame] = []
  private var remaining: Int
  private var longest = LongestPrefix<Model.State>()
  private(set) var steps = 0

  /// A search over the operations with the given numbers, by entries in the numbering of the part.
  init(
    _ model: Model, _ operations: [Operation<Model.Input, Model.Output>],
    numbers: ArraySlice<Int32>, entries: ArraySlice<Int32>
  ) {
    self.model = model
    self.operations = operations
    self.numbers = numbers
    let isUnknown = numbers.map { operations[Int($0)].isUnknown }
    list = EntryList(entries, operations: numbers.count)
    effects = EffectSet(isUnknown: isUnknown)
    alike = AlikeOperations(model, operations, numbers: numbers)
    state = model.initial
    remaining = isUnknown.count { !$0 }
  }

  /// The memory that remembered configurations take, in bytes.
  var memory: Int { memo.memory }

  /// Searches until an order is found, none is left, or a limit is reached.
  mutating func run(_ limits: SearchLimits) -> Result {
    var position = list.first
    while remaining > 0 {
      let owner = list.owner[Int(position)]
      if owner < 0 {
        guard let resumed = retreat(blockedBy: ~owner) else { return failure() }
        position = resumed
        continue
      }
      guard steps < limits.steps else { return .exceeded("the limit on steps") }
      if steps & 1023 == 0, memo.memory > limits.memory {
        return .exceeded("the limit on memory")
      }
      steps += 1
      position = advance(over: owner, at: position) ? list.first : list.next[Int(position)]
    }
    return .explained(stack.map { number(of: list.owner[Int($0.position)]) })
  }

  /// Lets an operation take effect where it may, and says whether it did.
  private mutating func advance(over owner: Int32, at position: Int32) -> Bool {
    if let first = alike.predecessor(of: owner), !effects.contains(first) { return false }
    let input = operations[Int(numbers[numbers.startIndex + Int(owner)])].input
    var next = state
    let answer = model.apply(input, to: &next)
    let isFinal: Bool
    switch operations[Int(numbers[numbers.startIndex + Int(owner)])].outcome {
    case .succeeded(let seen):
      guard model.accepts(seen, insteadOf: answer) else { return false }
      isFinal =
        model.isReadOnly(input) || seen == answer && model.isReadOnly(input, answered: answer)
    case .unknown:
      guard next != state else { return false }
      isFinal = false
    case .failed:
      preconditionFailure("an operation that surely had no effect is not part of a search")
    }
    let frame = Frame(position: position, isFinal: isFinal, span: effects.span, state: state)
    effects.insert(owner)
    if !isFinal {
      effects.writeKey()
      guard memo.insert(effects.key, next) else {
        effects.remove(owner, backTo: frame.span)
        return false
      }
    }
    stack.append(frame)
    state = next
    list.lift(position)
    if !isUnknown(owner) { remaining -= 1 }
    return true
  }

  /// Takes back the last choice and returns the entry after it, or nothing when none is left.
  private mutating func retreat(blockedBy owner: Int32) -> Int32? {
    longest.note(stack.lazy.map(\.position), blockedBy: owner, state)
    while let frame = stack.popLast() {
      let owner = list.owner[Int(frame.position)]
      list.restore(frame.position)
      effects.remove(owner, backTo: frame.span)
      state = frame.state
      if !isUnknown(owner) { remaining += 1 }
      longest.shrink(to: stack.count)
      if !frame.isFinal { return list.next[Int(frame.position)] }
    }
    return nil
  }

  private func isUnknown(_ owner: Int32) -> Bool {
    operations[Int(numbers[numbers.startIndex + Int(owner)])].isUnknown
  }

  private func number(of owner: Int32) -> Int {
    Int(numbers[numbers.startIndex + Int(owner)])
  }

  private func failure() -> Result {
    guard let last = longest.state, let blocked = longest.blocked else {
      preconditionFailure("a search that fails has been blocked by an end at least once")
    }
    let order = longest.positions.map { number(of: list.owner[Int($0)]) }
    return .blocked(number(of: blocked), after: order, in: last)
  }

  /// How a search ends.
  enum Result {
    /// This order explains every answer.
    case explained([Int])
    /// No order does; the longest is given, and what cannot follow it.
    case blocked(Int, after: [Int], in: Model.State)
    /// A limit was reached first.
    case exceeded(String)
  }

  /// One choice that can be taken back.
  private struct Frame {
    let position: Int32
    let isFinal: Bool
    let span: EffectSet.Span
    let state: Model.State
  }
}
