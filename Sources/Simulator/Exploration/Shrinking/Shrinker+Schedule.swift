import Engine
import Harness

/// An order of tasks that differs from the order of arrival in few places.
extension Shrinker {
  /// Takes tasks as they come, where that is enough.
  func simplifyPolicy() {
    guard best.policy != .arrivalOrder else { return }
    attempt { $0.policy = .arrivalOrder }
  }

  /// Writes the choices of the run down and lets as many as can go be made by arrival.
  func reduceSchedule() {
    guard best.policy != .arrivalOrder else { return }
    simplifyPolicy()
    guard best.policy != .arrivalOrder, !isStopped, let record = record() else { return }
    let choices = record.order.choices
    guard attempt({ $0.policy = .recordedOrder(record.order) }) || best.isRecorded else { return }
    let switches = choices.indices.filter { choices[$0] != RecordedOrder.first }
    _ = DeltaDebugging.reduced(switches) { kept in
      attempt { $0.policy = .recordedOrder(RecordedOrder(keeping: kept, of: choices)) }
    }
  }
}

extension FailingCase {
  /// Whether the choices among ready tasks are written down.
  var isRecorded: Bool {
    if case .recordedOrder = policy { true } else { false }
  }
}

extension RecordedOrder {
  /// The order that makes some of the choices and takes what comes first in all others.
  fileprivate init(keeping kept: [Int], of choices: [UInt32]) {
    let end = kept.last.map { $0 + 1 } ?? 0
    var order = [UInt32](repeating: RecordedOrder.first, count: end)
    for index in kept { order[index] = choices[index] }
    self.init(order)
  }

  /// How many choices are made otherwise than by arrival.
  package var switchCount: Int { choices.count { $0 != RecordedOrder.first } }
}
