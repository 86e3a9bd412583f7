import Foundation
import Testing

/// The built program as a person runs it, from a shell.
struct OrreryCommand {
  /// The folder that it is started in.
  var folder = Project.root
  /// Variables beside the usual ones; nothing unsets one.
  var environment: [String: String?] = [:]

  /// What a command wrote and how it ended.
  struct Ending {
    let output: String
    let errors: String
    let code: Int32

    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Seconds after which a command is ended: far more than any needs, so that none waits for ever.
  private static let bound = 900.0

  /// The folder of the built program, beside the tests.
  static let binaries: URL = {
    let start = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    var folder = start.deletingLastPathComponent()
    while folder.path != "/" {
      let program = folder.appendingPathComponent("orrery").path
      if FileManager.default.isExecutableFile(atPath: program) { return folder }
      folder.deleteLastPathComponent()
    }
    return start.deletingLastPathComponent()
  }()

  /// The path of the built program.
  static var program: String { binaries.appendingPathComponent("orrery").path }

  /// Runs a line in a shell that finds the program by its name.
  func run(_ line: String) throws -> Ending {
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    // Files instead of pipes: however much is written, nobody waits for anybody.
    let (output, errors) = (
      place.appendingPathComponent("out"), place.appendingPathComponent("err")
    )
    for file in [output, errors] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = folder
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let group = process.processIdentifier
    let guardian = DispatchWorkItem { if kill(-group, SIGKILL) != 0 { kill(group, SIGKILL) } }
    DispatchQueue.global().asyncAfter(deadline: .now() + OrreryCommand.bound, execute: guardian)
    process.waitUntilExit()
    guardian.cancel()
    #expect(process.terminationReason == .exit, "the shell was ended by a signal: \(line)")
    return Ending(
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self),
      code: process.terminationStatus)
  }

  /// The variables of the tests without those that steer this program or its colours.
  private var variables: [String: String] {
    let colors = ["NO_COLOR", "FORCE_COLOR", "TERM", "CI"]
    var result = ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("ORRERY_") && !colors.contains($0.key) }
    result["PATH"] = OrreryCommand.binaries.path + ":" + (result["PATH"] ?? "/usr/bin:/bin")
    for (name, value) in environment { result[name] = value }
    return result
  }

  /// A line of a shell that waits until the program started as `$child` takes note of signals.
  ///
  /// A shell starts what it leaves in the background with SIGINT ignored, and a program that has
  /// not begun yet would never hear of one. The alarm is the last signal that it asks for. Where
  /// the system tells nothing of it, nothing is waited for.
  static let untilHeard = """
    for i in $(seq 1200); do
      [ -r /proc/$child/status ] || break
      grep -q '^SigCgt:.*[2367abef]...$' /proc/$child/status && break; sleep 0.05
    done
    """

  /// Runs a line with the usual surroundings.
  static func run(_ line: String) throws -> Ending {
    try OrreryCommand().run(line)
  }
}

/// A folder of its own for files that a test makes up, gone with the value.
final class ScratchFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("orrery-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: url.appendingPathComponent(name))
  }

  func write(_ name: String, _ text: String) throws {
    try write(name, text.utf8)
  }

  /// Runs a line in this folder.
  func run(_ line: String) throws -> OrreryCommand.Ending {
    try OrreryCommand(folder: url).run(line)
  }
}
