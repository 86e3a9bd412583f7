import Engine
import Harness
import Primitives

/// Writes down what happened in a run, and says how far another one did the same.
struct Recordings {
  private let arguments: Arguments
  private let terminal: Terminal
  private let followed: RunRecording?

  static let record = Option.optional(
    "record", .path, help: "Write down what happened, for --follow")
  static let follow = Option.optional(
    "follow", .path, help: "Do what was recorded, and say how far that went")

  /// The recordings that a command line asks for.
  init(_ arguments: Arguments, _ terminal: Terminal) throws(CommandError) {
    self.arguments = arguments
    self.terminal = terminal
    followed = try arguments[Recordings.follow].map { path throws(CommandError) in
      try Recordings.read(path)
    }
  }

  /// The recording that a file holds.
  static func read(_ path: String) throws(CommandError) -> RunRecording {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(path)
    } catch {
      throw CommandError(.notFound, "cannot read '\(path)': \(error.reason)")
    }
    guard let recording = RunRecording(String(decoding: bytes, as: UTF8.self)) else {
      throw CommandError(
        .badInput, "'\(path)' is no recording", hint: "'replay --record' writes recordings")
    }
    return recording
  }

  /// The policy that makes the recorded choices, where there are some.
  var policy: SchedulingPolicy? { followed?.replayPolicy }

  /// Whether the run is written down.
  var keepsChoices: Bool { arguments[Recordings.record] != nil }

  /// Writes the recording and tells how far another one was followed, as was asked.
  func finish(_ record: RunRecord) throws(CommandError) {
    if let path = arguments[Recordings.record] {
      do {
        try FileSystem.write(Array(record.recording.description.utf8), to: path)
      } catch {
        throw CommandError(.cannotWrite, "cannot write '\(path)': \(error.reason)")
      }
    }
    guard let followed else { return }
    if followed.digest == record.digest.description {
      terminal.print("followed  to the end: the same run, event for event")
      return
    }
    let following = OutlineFollowing(followed.outline, record.trace, length: record.traceLength)
    for line in "\(following)".split(separator: "\n") {
      terminal.print(StyledText("          \(line)".replacingPrefix("          followed ")))
    }
    if let parting = record.following?.parting { terminal.print("choices   \(parting)") }
    terminal.print()
  }
}

extension String {
  /// The text with its label brought to the first column, where it has that one.
  fileprivate func replacingPrefix(_ prefix: String) -> String {
    guard hasPrefix(prefix) else { return self }
    return "followed  " + dropFirst(prefix.count)
  }
}
