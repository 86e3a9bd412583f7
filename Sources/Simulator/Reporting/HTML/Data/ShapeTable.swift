/// Shapes by number, those that occur most first, so that they have the smallest numbers.
struct ShapeTable<Shape: Hashable> {
  /// The shapes in the order of their numbers.
  let shapes: [Shape]
  /// The number of each element's shape, in the order in which they came.
  let numbers: [Int32]

  /// Finds the shapes of elements.
  init(_ elements: some Sequence<Shape>) {
    var known: [Shape: Int32] = [:]
    var found: [Shape] = []
    var counts: [Int] = []
    var places: [Int32] = []
    for element in elements {
      let place = known[element] ?? Int32(found.count)
      if Int(place) == found.count {
        known[element] = place
        found.append(element)
        counts.append(0)
      }
      counts[Int(place)] += 1
      places.append(place)
    }
    let order = found.indices.sorted {
      counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1]
    }
    var rank = Array(repeating: Int32(0), count: found.count)
    for (number, place) in order.enumerated() { rank[place] = Int32(number) }
    shapes = order.map { found[$0] }
    numbers = places.map { rank[Int($0)] }
  }
}
