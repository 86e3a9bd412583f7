/// The names of a list's elements so far.
final class ListNames {
  @exclusivity(unchecked) private(set) var count = 0
  /// How many elements have a name that another one before them has.
  @exclusivity(unchecked) private(set) var repetitions = 0
  @exclusivity(unchecked) private var given: [String?] = []
  @exclusivity(unchecked) private var uses: [String: Int] = [:]

  func set(_ position: Int, _ name: String?) {
    while given.count <= position { given.append(nil) }
    if given[position] == name { return }
    if let old = given[position] {
      count -= 1
      let left = uses[old, default: 1] - 1
      uses[old] = left == 0 ? nil : left
      if left > 0 { repetitions -= 1 }
    }
    given[position] = name
    guard let name else { return }
    count += 1
    uses[name, default: 0] += 1
    if uses[name, default: 0] > 1 { repetitions += 1 }
  }
}
