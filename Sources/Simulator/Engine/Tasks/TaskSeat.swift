/// A task of the runtime's that does the work of one simulated task after another.
///
/// Making a task costs the runtime an object, memory for its frames and a thousand instructions.
/// One that has done its work waits at its process for more instead of ending.
final class TaskSeat {
  @exclusivity(unchecked) private var task: SimulationTask?
  @exclusivity(unchecked) private var body: (() async -> Void)?
  /// Where the runtime's task goes on, while it waits for work.
  @exclusivity(unchecked) private(set) var job: UnownedJob?

  init() {}

  /// Gives it something to do.
  func assign(_ task: SimulationTask, _ body: @escaping () async -> Void) {
    self.task = task
    self.body = body
  }

  /// Takes out what is to be done; nothing tells the runtime's task to end.
  func takeBody() -> (() async -> Void)? {
    let body = body
    self.body = nil
    task?.begin()
    return body
  }

  /// Ends the simulated task; says whether the runtime's task waits for more, and must leave the
  /// thread at once then.
  func finish() -> Bool {
    guard let task else { return false }
    self.task = nil
    let executor = task.executor
    task.finish()
    return executor.rest(self)
  }

  /// Notes where the runtime's task goes on.
  func wait(at job: UnownedJob) {
    self.job = job
  }
}
