import Checking
import Primitives

/// Makes small concurrent histories whose answers are mostly right.
///
/// Operations take effect on a real object at a random point between invocation and end, so that
/// most answers fit; some answers are then replaced, and some outcomes are lost.
struct RandomHistories<Model: SequentialModel> {
  let model: Model
  let input: (inout SeededGenerator) -> Model.Input
  let wrongAnswer: (inout SeededGenerator, Model.Output) -> Model.Output

  func next(_ generator: inout SeededGenerator) -> History<Model.Input, Model.Output> {
    var history = History<Model.Input, Model.Output>()
    let clients = 2 + generator.below(3)
    let count = 1 + generator.below(8)
    var states: [Model.Key: Model.State] = [:]
    var open = [Open?](repeating: nil, count: clients)
    var time: Int64 = 0
    var started = 0
    while started < count || open.contains(where: { $0 != nil }) {
      time += 1
      let instant = Instant(nanoseconds: time)
      let client = generator.below(clients)
      guard var current = open[client] else {
        guard started < count else { continue }
        let asked = input(&generator)
        open[client] = Open(number: history.invoke(client, asked, at: instant), input: asked)
        started += 1
        continue
      }
      if current.answer == nil, !current.isLost {
        current.isLost = generator.oneIn(8)
        if !current.isLost || generator.oneIn(2) {
          let key = model.key(of: current.input)
          current.answer = model.apply(current.input, to: &states[key, default: model.initial])
        }
        open[client] = current
        continue
      }
      end(current, &history, instant, &generator)
      open[client] = nil
    }
    return history
  }

  private func end(
    _ operation: Open, _ history: inout History<Model.Input, Model.Output>, _ instant: Instant,
    _ generator: inout SeededGenerator
  ) {
    if operation.isLost {
      if generator.oneIn(2) { history.end(operation.number, .unknown, at: instant) }
    } else if generator.oneIn(12) {
      history.end(operation.number, .failed, at: instant)
    } else if let answer = operation.answer {
      let isWrong = generator.oneIn(8)
      history.end(
        operation.number, .succeeded(isWrong ? wrongAnswer(&generator, answer) : answer),
        at: instant)
    }
  }

  private struct Open {
    let number: Int
    let input: Model.Input
    var answer: Model.Output?
    var isLost = false
  }
}
