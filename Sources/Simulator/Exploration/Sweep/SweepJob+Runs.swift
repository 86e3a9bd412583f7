extension SweepJob {
  /// Makes the runs one after the other in this process, which hosted code may bring down.
  ///
  /// - Parameters:
  ///   - isOver: asked before each run.
  ///   - deliver: takes the results in order and says whether more are wanted.
  package func makeRuns(isOver: () -> Bool, deliver: (RunResult) -> Bool) -> SectionEnd {
    let runner = SeedRunner(self, onStall: nil)
    var number: UInt64 = 0
    while number < count {
      if isOver() { return .budget }
      if !deliver(runner.result(of: number)) { return .stopped }
      number += 1
    }
    return .complete
  }
}
