import Foundation

/// A device of the system that a test needs and not every system has.
enum Device: String {
  /// Refuses whatever is written to it.
  case full = "/dev/full"

  /// Whether it is there.
  var exists: Bool { FileManager.default.fileExists(atPath: rawValue) }
}
