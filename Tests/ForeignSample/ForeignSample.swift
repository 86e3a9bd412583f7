// Written as one would write it for a server, without any thought of a simulator: plain tasks,
// sleeps, dates, identifiers, shuffles and hash tables. Compiled without the project's settings.

import Foundation

/// A till that takes orders, works on them in the background and tells what it did.
public actor Till {
  private var open: [UUID: Date] = [:]
  private var finished: [String] = []

  public init() {}

  public func order(_ item: String) async {
    let id = UUID()
    open[id] = Date()
    try? await Task.sleep(for: .milliseconds(Int.random(in: 5...20)))
    guard let placed = open.removeValue(forKey: id) else { return }
    let waited = Date().timeIntervalSince(placed)
    finished.append("\(item) \(id) after \(Int((waited * 1000).rounded())) ms")
  }

  public func report() -> [String] { finished }
}

/// Rings up a basket with everything that the language offers for concurrency and chance.
public func ringUp(_ basket: [String]) async -> [String] {
  let till = Till()
  let start = ContinuousClock.now
  var lines: [String] = []
  await withTaskGroup(of: Void.self) { group in
    for item in basket.shuffled() {
      group.addTask { await till.order(item) }
    }
  }
  let background = Task {
    try? await Task.sleep(nanoseconds: 3_000_000)
    return SuspendingClock.now
  }
  async let coin = Bool.random()
  _ = await background.value
  lines += await till.report()
  lines.append("coin \(await coin)")
  lines.append("took \(ContinuousClock.now - start)")
  lines.append("at \(Date().timeIntervalSince1970)")
  lines += await onMain()
  return lines
}

@MainActor private func onMain() -> [String] { ["on main"] }

/// The elements of a set in the order in which it happens to hold them.
public func hashOrder(_ items: [String]) -> [String] { Array(Set(items)) }
