/// Pieces of code that are scheduled once each.
final class OneShots: EventHandler {
  @exclusivity(unchecked) private var bodies: [(() -> Void)?] = []
  @exclusivity(unchecked) private var free: [Int] = []

  func store(_ body: @escaping () -> Void) -> UInt64 {
    if let index = free.popLast() {
      bodies[index] = body
      return UInt64(index)
    }
    bodies.append(body)
    return UInt64(bodies.count - 1)
  }

  func removeAll() {
    bodies = []
    free = []
  }

  override func fire(_ argument: UInt64) {
    let index = Int(argument)
    guard let body = bodies[index] else {
      preconditionFailure("one-shot \(index) fired, yet it holds no code")
    }
    bodies[index] = nil
    free.append(index)
    body()
  }
}
