import Engine
import Harness
import Primitives

/// Which events of a run go into a report of bounded size.
///
/// All of them where they fit. Otherwise first what led to the violation, the latest first, then
/// what happened around it; a report says how many of how many it shows.
struct EventSelection {
  /// The chosen events in order.
  let events: [Int]
  /// How many there are.
  let total: Int
  /// The position of each event in the selection; -1 where it was left out.
  let positions: [Int32]

  /// The most events of a report that must stay small.
  static let ordinary = 16_000

  init(_ record: RunRecord, _ explanation: Explanation?, most: Int) {
    total = record.traceLength
    var isChosen = [Bool](repeating: total <= most, count: total)
    if total > most {
      var left = most
      func take(_ candidates: some Sequence<Int>) {
        for event in candidates where left > 0 && !isChosen[event] {
          isChosen[event] = true
          left -= 1
        }
      }
      if let explanation {
        take(explanation.core.events.reversed().prefix(most / 2))
        take(explanation.cone.events.reversed().prefix(most / 4))
      }
      let center = explanation?.violation ?? total - 1
      take(stride(from: center, through: max(0, center - left), by: -1))
      take(center..<total)
      take(stride(from: center, through: 0, by: -1))
    }
    var positions = [Int32](repeating: -1, count: total)
    var events: [Int] = []
    for event in 0..<total where isChosen[event] {
      positions[event] = Int32(events.count)
      events.append(event)
    }
    self.events = events
    self.positions = positions
  }

  /// Whether events were left out.
  var isCut: Bool { events.count < total }

  /// The position of an event; -1 where it was left out.
  func position(_ event: Int) -> Int {
    positions.indices.contains(event) ? Int(positions[event]) : -1
  }

  /// The position of the first chosen event that is not before an event; nothing if there is none.
  func nextPosition(after event: Int) -> Int? {
    var low = 0
    var high = events.count
    while low < high {
      let middle = (low + high) / 2
      if events[middle] < event { low = middle + 1 } else { high = middle }
    }
    return low < events.count ? low : nil
  }
}
