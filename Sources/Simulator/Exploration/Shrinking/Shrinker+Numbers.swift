import Engine
import Harness
import Primitives

/// Smaller numbers: earlier occasions for faults, less in the stores.
extension Shrinker {
  /// Has faults strike at an earlier one of several like occasions, and stores hold less.
  ///
  /// Commands that were there only to be counted can go after that.
  func reduceNumbers() {
    for fault in best.scenario.faults {
      guard let number = fault.when.number else { continue }
      lower(number) { less in
        attempt { failing in
          failing.scenario.changeFault(fault.id) { $0.when.number = less }
        }
      }
    }
    for (name, service) in best.scenario.services {
      for (path, number) in service.seed.integers {
        lower(number) { less in
          attempt { failing in
            guard let seed = failing.scenario.services[name]?.seed else { return }
            failing.scenario.services[name]?.seed = seed.replacing(path[...], by: less)
          }
        }
      }
    }
  }

  /// Lowers a number down to one as far as it may go.
  private func lower(_ number: Int, _ accepts: (Int) -> Bool) {
    var number = number
    while number > 1 {
      let lower = [1, number / 2, number - 1].first { $0 > 0 && $0 < number && accepts($0) }
      guard let lower else { return }
      number = lower
    }
  }
}

extension ScenarioTrigger {
  /// The how manieth of several like occasions it waits for, where it says so.
  fileprivate var number: Int? {
    get { message?.nth ?? failpoint?.nth ?? event?.nth }
    set {
      if message?.nth != nil {
        message?.nth = newValue
      } else if failpoint?.nth != nil {
        failpoint?.nth = newValue
      } else {
        event?.nth = newValue
      }
    }
  }
}

extension JSONNode {
  /// The whole numbers above one, each with the positions that lead to it.
  fileprivate var integers: [(path: [Int], number: Int)] {
    switch value {
    case .null, .boolean, .text, .number(.decimal): return []
    case .number(.integer(let number)):
      return Int(exactly: number).map { $0 > 1 ? [([], $0)] : [] } ?? []
    case .list(let items): return JSONNode.integers(in: items)
    case .object(let members): return JSONNode.integers(in: members.map(\.value))
    }
  }

  private static func integers(in nodes: [JSONNode]) -> [(path: [Int], number: Int)] {
    nodes.enumerated().flatMap { position, node in
      node.integers.map { ([position] + $0.path, $0.number) }
    }
  }

  /// The same with another number where some positions lead to.
  fileprivate func replacing(_ path: ArraySlice<Int>, by number: Int) -> JSONNode {
    guard let position = path.first else { return .integer(number) }
    var copy = self
    switch value {
    case .null, .boolean, .text, .number: break
    case .list(var items):
      guard items.indices.contains(position) else { break }
      items[position] = items[position].replacing(path.dropFirst(), by: number)
      copy.value = .list(items)
    case .object(var members):
      guard members.indices.contains(position) else { break }
      members[position].value =
        members[position].value.replacing(path.dropFirst(), by: number)
      copy.value = .object(members)
    }
    return copy
  }
}
