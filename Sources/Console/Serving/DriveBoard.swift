import Harness
import Primitives
import ServiceRuntime
import Synchronization

/// What has come of the operations of a drive so far; written and read from any thread.
final class DriveBoard: Sendable {
  private let state = Mutex(State())

  private struct State {
    var latencies: [Int64] = []
    var succeeded = 0
    var failed = 0
    var unknown = 0
    var refused = 0
    var attempts = 0
    var answers = OrderedDictionary<String, Int>()
    var isFinished = false
  }

  /// How many kinds of answers are told apart.
  private static let mostAnswers = 12

  /// Takes in an operation that has ended.
  func note(_ operation: ClientOperation) {
    guard let ended = operation.ended else { return }
    let took = (ended - operation.invoked).nanoseconds
    state.withLock { state in
      state.latencies.append(took)
      state.attempts += operation.attempts
      switch operation.result {
      case .succeeded: state.succeeded += 1
      case .failed(let reason):
        state.failed += 1
        if reason.hasPrefix(RPCError.Code.connectionRefused.rawValue) { state.refused += 1 }
      case .unknown, .pending: state.unknown += 1
      }
      let words = Self.words(operation.result)
      if state.answers[words] != nil || state.answers.count < Self.mostAnswers {
        state.answers[words, default: 0] += 1
      } else {
        state.answers["something else", default: 0] += 1
      }
    }
  }

  /// Notes that all has been asked and answered.
  func finish() { state.withLock { $0.isFinished = true } }

  /// Whether all has been asked and answered.
  var isFinished: Bool { state.withLock { $0.isFinished } }

  /// How many operations have ended, and how many of them not well.
  var progress: (done: Int, amiss: Int) {
    state.withLock { ($0.latencies.count, $0.failed + $0.unknown) }
  }

  /// What came of all, in so much time.
  func summary(after elapsed: Duration) -> DriveSummary {
    state.withLock { state in
      DriveSummary(
        latencies: state.latencies.sorted(), succeeded: state.succeeded, failed: state.failed,
        unknown: state.unknown, refused: state.refused, attempts: state.attempts,
        answers: state.answers.map { ($0.key, $0.value) }, elapsed: elapsed,
        processor: Machine.processorTime)
    }
  }

  /// An answer without its names and numbers, so that equal ones can be counted.
  private static func words(_ result: ClientOperation.Result) -> String {
    let (kind, text): (String, String) =
      switch result {
      case .pending: ("pending", "")
      case .succeeded(let answer): ("succeeded", answer)
      case .failed(let reason): ("failed", reason)
      case .unknown(let reason): ("unknown", reason)
      }
    return text.isEmpty ? kind : "\(kind): \(plain(text))"
  }

  /// A text with a mark for each word that has a digit.
  private static func plain(_ text: String) -> String {
    // By bytes and in one go, since this is done for every answer.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var (word, hasDigit) = (0, false)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: " "):
        bytes.append(byte)
        (word, hasDigit) = (bytes.count, false)
      case UInt8(ascii: "0")...UInt8(ascii: "9") where !hasDigit:
        bytes.removeSubrange(word...)
        bytes += "…".utf8
        hasDigit = true
      default:
        if !hasDigit { bytes.append(byte) }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
