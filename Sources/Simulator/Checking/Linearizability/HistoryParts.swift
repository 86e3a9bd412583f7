/// A history cut into parts that share nothing, in flat arrays.
///
/// Operations that surely had no effect are left out, and so are reads whose answer nobody knows.
struct HistoryParts<Model: SequentialModel> {
  /// The keys of the parts in order of first use.
  private(set) var keys: [Model.Key] = []
  /// The numbers of all operations kept, part after part, in order of invocation.
  private var numbers: [Int32] = []
  /// Invocations and ends, part after part, in the numbering of the part.
  private var entries: [Int32] = []
  private var numberOffsets: [Int] = []
  private var entryOffsets: [Int] = []

  init(_ history: History<Model.Input, Model.Output>, _ model: Model) {
    var positions: [Model.Key: Int32] = [:]
    var parts = [Int32](repeating: -1, count: history.count)
    var (operationCounts, entryCounts): ([Int], [Int]) = ([], [])
    var moments = [Int32](repeating: .min, count: history.momentCount)
    for (number, operation) in history.operations.enumerated() {
      guard HistoryParts.isKept(operation, model) else { continue }
      let key = model.key(of: operation.input)
      let part = positions[key] ?? Int32(keys.count)
      if Int(part) == keys.count {
        positions[key] = part
        keys.append(key)
        operationCounts.append(0)
        entryCounts.append(0)
      }
      parts[number] = part
      operationCounts[Int(part)] += 1
      entryCounts[Int(part)] += operation.end == .max ? 1 : 2
      moments[Int(operation.start)] = Int32(number)
      if operation.end != .max { moments[Int(operation.end)] = ~Int32(number) }
    }
    numberOffsets = HistoryParts.offsets(operationCounts)
    entryOffsets = HistoryParts.offsets(entryCounts)
    fill(moments, parts)
  }

  /// The numbers of a part's operations in order of invocation.
  func numbers(of part: Int) -> ArraySlice<Int32> {
    numbers[numberOffsets[part]..<numberOffsets[part + 1]]
  }

  /// A part's invocations and ends.
  func entries(of part: Int) -> ArraySlice<Int32> {
    entries[entryOffsets[part]..<entryOffsets[part + 1]]
  }

  private mutating func fill(_ moments: [Int32], _ parts: [Int32]) {
    numbers = [Int32](repeating: 0, count: numberOffsets.last ?? 0)
    entries = [Int32](repeating: 0, count: entryOffsets.last ?? 0)
    var (nextNumber, nextEntry) = (numberOffsets, entryOffsets)
    var local = [Int32](repeating: 0, count: parts.count)
    for moment in moments where moment != .min {
      let number = Int(moment < 0 ? ~moment : moment)
      let part = Int(parts[number])
      if moment >= 0 {
        local[number] = Int32(nextNumber[part] - numberOffsets[part])
        numbers[nextNumber[part]] = moment
        nextNumber[part] += 1
      }
      entries[nextEntry[part]] = moment < 0 ? ~local[number] : local[number]
      nextEntry[part] += 1
    }
  }

  private static func isKept(
    _ operation: Operation<Model.Input, Model.Output>, _ model: Model
  ) -> Bool {
    switch operation.outcome {
    case .succeeded: true
    case .failed: false
    case .unknown: !model.isReadOnly(operation.input)
    }
  }

  private static func offsets(_ counts: [Int]) -> [Int] {
    var offsets = [0]
    for count in counts { offsets.append(offsets[offsets.count - 1] + count) }
    return offsets
  }
}
