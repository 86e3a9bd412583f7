import Engine
import Foundation
import Primitives
import ServiceRuntime
import Testing
import World

/// Digests of small runs, the same in debug and release, under every seed of hash tables.
///
/// A change of behaviour under a seed shows here first. When it is meant, put the new digests in
/// and say in the commit that old seeds no longer reproduce.
@Suite struct DigestTableTests {
  private static let table: KeyValuePairs<String, String> = [
    "timers": "69138c6b28f0637a5fe49f6a0975c8da",
    "tasks in random order": "99bf4563528c3ec25550aeb3094ad9f3",
    "tasks by priority": "e1adda5cf58cd27fa831b7786e592292",
    "ping-pong": "c60299c60298dfdff5719d4773ab02bb",
    "ping-pong with loss and a crash": "e2afe51c73d8534add8dde85c82fe691",
  ]

  private static func digest(of name: String) -> Digest {
    switch name {
    case "timers": SmallRuns.timers()
    case "tasks in random order": SmallRuns.tasks(.randomOrder)
    case "tasks by priority":
      SmallRuns.tasks(.priorityChange(PriorityChange(changes: 2, steps: 40)))
    case "ping-pong": SmallRuns.pingPong(isRough: false)
    default: SmallRuns.pingPong(isRough: true)
    }
  }

  @Test func `small runs have the digests of the table`() {
    for (name, digest) in Self.table {
      #expect(Self.digest(of: name).description == digest, "\(name)")
    }
  }

  @Test func `runs do not depend on what ran before them`() {
    for (name, _) in Self.table {
      #expect(Self.digest(of: name) == Self.digest(of: name), "\(name)")
    }
  }

  #if os(Linux)
    @Test func `the digests are the same with the hash seed of another process`() throws {
      // A process that checks the table with fixed hashing, of which this test is no part.
      guard ProcessInfo.processInfo.environment["SWIFT_DETERMINISTIC_HASHING"] == nil else {
        return
      }
      let process = Process()
      process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = [
        "--testing-library", "swift-testing", "--filter",
        "DigestTableTests.*small runs have the digests",
      ]
      process.environment = ["SWIFT_DETERMINISTIC_HASHING": "1"].merging(
        ProcessInfo.processInfo.environment
      ) { fixed, _ in fixed }
      let output = Pipe()
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(text)")
      #expect(text.contains("Test run with 1 test"), "\(text)")
    }
  #endif
}
