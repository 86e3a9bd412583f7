import Checking
import Primitives
import World

/// Judges a figure of what clients asked for, with the points behind it.
final class FigureLaw: RunLaw {
  let id: String
  let documentation: String
  private let figure: Figure
  private let commands: [String]
  private let filter: Expression?

  /// The figure and its bound.
  enum Figure {
    case latency(percentile: Ratio, within: Duration)
    case errorRate(atMost: Ratio)
    case amplification(services: [String], atMost: Ratio)
    case recovery(fault: String?, within: Duration)
    case availability(fault: String?, atLeast: Ratio, tail: Duration)
  }

  init(
    id: String, _ figure: Figure, _ documentation: String, commands: [String], filter: Expression?
  ) {
    self.id = id
    self.figure = figure
    self.documentation = documentation
    self.commands = commands
    self.filter = filter
  }

  var interests: LawInterests {
    if case .amplification(let services, _) = figure, !services.isEmpty { return .requests }
    return []
  }

  func judge(_ run: RunJournal) throws -> RunJudgement {
    let operations = try run.operations(of: commands, where: filter)
    switch figure {
    case .latency(let percentile, let limit):
      return judged(.latency(percentile: percentile, atMost: limit), samples(operations, run))
    case .errorRate(let limit):
      return judged(.errorRate(atMost: limit), samples(operations, run))
    case .amplification(let services, let limit):
      return judged(
        .retryAmplification(atMost: limit), samples(operations, run, requestsTo: services))
    case .recovery(let fault, let limit):
      guard let end = spells(of: fault, run).map({ $0.until ?? $0.from }).max() else {
        return silent(fault)
      }
      // A call that was made during the fault may fail long after it and says nothing about it.
      let later = operations.filter { $0.operation.invoked >= end }
      return judged(.recovery(after: end, within: limit), samples(later, run))
    case .availability(let fault, let limit, let tail):
      let spells = spells(of: fault, run)
      guard let begin = spells.map(\.from).min() else { return silent(fault) }
      let end = spells.map { $0.until ?? ($0.lasts ? run.now : $0.from) }.max() ?? begin
      return judged(
        .availability(atLeast: limit, from: begin, to: end + tail), samples(operations, run))
    }
  }

  private func judged(_ law: NumberLaw, _ samples: [CallSample]) -> RunJudgement {
    let measure = law.judge(samples)
    return RunJudgement(measure.verdict, plots: [measure.plot], looks: samples.count)
  }

  private func silent(_ fault: String?) -> RunJudgement {
    RunJudgement(
      .undecided(reason: fault.map { "the fault '\($0)' never struck" } ?? "no fault struck"),
      looks: 0)
  }

  private func spells(of fault: String?, _ run: RunJournal) -> [FaultSpell] {
    run.view.faultSpells.filter { fault == nil || $0.id == fault }
  }

  private func samples(
    _ operations: [(number: Int, operation: ClientOperation)], _ run: RunJournal,
    requestsTo services: [String] = []
  ) -> [CallSample] {
    operations.compactMap { number, operation in
      var attempts = operation.attempts
      if !services.isEmpty {
        attempts = services.reduce(0) { sum, service in
          let counts = run.requests[service] ?? []
          return sum + (number < counts.count ? counts[number] : 0)
        }
        guard attempts > 0 else { return nil }
      }
      let isSuccess = if case .succeeded = operation.result { true } else { false }
      return CallSample(
        started: operation.invoked, ended: operation.ended ?? run.now, isSuccess: isSuccess,
        attempts: attempts, event: run.ended(number))
    }
  }
}
