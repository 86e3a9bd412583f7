import Primitives
import ServiceRuntime

/// How persistently something is asked of a broker.
public struct PublisherOptions: Hashable, Sendable {
  /// How often a publication is sent at most; one means that nothing is repeated.
  public var attempts = 5
  /// How long to wait for each confirmation.
  public var timeout = Duration.seconds(1)
  /// The pause after the first failure; it doubles from one failure to the next.
  public var firstPause = Duration.milliseconds(50)
  /// The longest pause.
  public var longestPause = Duration.seconds(2)

  /// Five attempts of a second each.
  public init() {}

  /// The pause after a number of failures, drawn from its upper half so that callers spread out.
  func pause(after failures: Int, _ random: any RandomSource) -> Duration {
    let whole = min(firstPause * (1 << min(failures - 1, 20)), longestPause)
    return whole / 2 + random.duration(below: whole / 2)
  }
}

extension ServiceContext {
  /// Repeats a request while that may help and attempts are left.
  ///
  /// - Throws: the last error, indefinite when any attempt may have taken effect.
  func persistently<Reply>(
    _ options: PublisherOptions, _ attempt: (Deadline) async throws(RPCError) -> Reply
  ) async throws(RPCError) -> Reply {
    var isIndefinite = false
    var failures = 0
    while true {
      do {
        return try await attempt(clock.deadline(after: options.timeout))
      } catch {
        failures += 1
        isIndefinite = isIndefinite || error.certainty == .indefinite
        var error = error
        if isIndefinite { error.certainty = .indefinite }
        guard error.code.isRetriable, failures < options.attempts,
          (try? await clock.sleep(for: options.pause(after: failures, random))) != nil
        else { throw error }
      }
    }
  }
}
