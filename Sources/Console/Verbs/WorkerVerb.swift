import Exploration
import Harness

extension Verb {
  /// The name of the verb that makes this program a worker.
  static let workerName = "worker"

  /// Makes runs for a sweep that has started this process; of no use to a person.
  static func worker(_ system: SystemUnderTest) -> Verb {
    Verb(
      workerName, "Make runs for a sweep that started this process", examples: [], isHidden: true
    ) {
      _, terminal throws(CommandError) in
      guard Worker.work(for: system) else {
        throw CommandError(.internalError, "a worker is started by 'run' alone")
      }
      return .success
    }
  }
}
