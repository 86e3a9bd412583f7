/// Code that runs between two steps of a run, for faults that strike at what has just happened.
extension Simulation {
  /// Runs a body as soon as the code that is running now pauses, before anything else does.
  ///
  /// A step is an event or a task's way from one await to the next.
  package func interrupt(_ body: @escaping () -> Void) {
    interruptions.append(body)
    halts |= 2
  }

  /// Runs what waited for the present step to end.
  func runInterruptions() {
    guard halts > 1 else { return }
    halts &= 1
    let bodies = interruptions
    interruptions = []
    for body in bodies { body() }
  }
}
