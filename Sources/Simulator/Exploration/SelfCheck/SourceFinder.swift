package import Engine

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Finds the line of hosted code in a call stack, with the toolchain's symbolizer.
///
/// Debug information may be missing and the symbolizer not installed: then nothing is found.
package enum SourceFinder {
  /// The innermost line that belongs to neither simulator nor libraries: `File.swift:12`.
  ///
  /// Empty where none is known.
  package static func line(in stack: CallStack) -> String {
    frames(of: stack.places.map { "0x" + String($0, radix: 16) }).first(where: isHosted)
      .map(text) ?? ""
  }

  /// A function and where it stands.
  private typealias Frame = (function: String, file: String, line: String)

  private static func frames(of offsets: [String]) -> [Frame] {
    let program = FreshProcess.ownPath
    guard
      let process = try? FreshProcess(
        "llvm-symbolizer", ["--obj=\(program)", "--inlining=false"] + offsets,
        environment: FreshProcess.ownVariables)
    else { return [] }
    let result = FreshProcess.finish([process])[0]
    guard result.code == 0 else { return [] }
    let lines = result.text.split(separator: "\n").map(String.init)
    return stride(from: 0, to: lines.count - 1, by: 2).compactMap { index in
      let parts = lines[index + 1].split(separator: ":").map(String.init)
      guard parts.count >= 3 else { return nil }
      return (lines[index], parts.dropLast(2).joined(separator: ":"), parts[parts.count - 2])
    }
  }

  private static let simulator = [
    "/Sources/Simulator/", "/Sources/ServiceRuntime/", "/Sources/Primitives/", "/Sources/Console/",
  ]

  private static func isHosted(_ frame: Frame) -> Bool {
    frame.file.hasSuffix(".swift") && !simulator.contains { frame.file.contains($0) }
      && frame.line != "0"
  }

  private static func text(_ frame: Frame) -> String {
    var file = frame.file
    if let folder = getcwd(nil, 0) {
      let prefix = String(cString: folder) + "/"
      free(folder)
      if file.hasPrefix(prefix) { file.removeFirst(prefix.count) }
    }
    return "\(file):\(frame.line)"
  }
}
