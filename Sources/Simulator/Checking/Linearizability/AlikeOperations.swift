/// Operations of a part that differ in nothing but when they were under way.
///
/// Of two that ask the same and are answered the same, the one that ends first may as well take
/// effect first: wherever an order has them the other way round, changing places is an order too.
/// A search that takes them in one order only meets each of its configurations once and not once
/// for every way to arrange them.
struct AlikeOperations {
  /// For each operation the one that is taken before it, by its number in the part.
  private let predecessors: [Int32]

  /// Finds them by their inputs, where those can be hashed.
  init<Model: SequentialModel>(
    _ model: Model, _ operations: [Operation<Model.Input, Model.Output>],
    numbers: ArraySlice<Int32>
  ) {
    var predecessors = [Int32](repeating: -1, count: numbers.count)
    var groups: [AnyHashable: [Group<Model.Output>]] = [:]
    for (own, number) in numbers.enumerated() {
      let operation = operations[Int(number)]
      guard !model.isReadOnly(operation.input),
        let input = operation.input as? any Hashable
      else { continue }
      var output: Model.Output?
      if case .succeeded(let seen) = operation.outcome { output = seen }
      var alike = groups.removeValue(forKey: AnyHashable(input)) ?? []
      let place = alike.firstIndex { $0.output == output } ?? alike.count
      if place == alike.count { alike.append(Group(output: output)) }
      predecessors[own] = alike[place].add(Int32(own), operation.start, operation.end)
      groups[AnyHashable(input)] = alike
    }
    self.predecessors = predecessors
  }

  /// The operation that takes effect before another one; nothing where none needs to.
  func predecessor(of operation: Int32) -> Int32? {
    let number = predecessors[Int(operation)]
    return number < 0 ? nil : number
  }

  /// Operations with one input and one answer that may be under way at the same time.
  private struct Group<Output> {
    let output: Output?
    private var pending: [(own: Int32, end: Int32)] = []

    init(output: Output?) { self.output = output }

    /// Adds the operation that was invoked last, and gives the one that is taken before it.
    mutating func add(_ own: Int32, _ start: Int32, _ end: Int32) -> Int32 {
      pending.removeAll { $0.end < start }
      let before = pending.last { $0.end <= end }
      pending.append((own, end))
      return before?.own ?? -1
    }
  }
}
