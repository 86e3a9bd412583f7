/// A file as it was handed in: its path, its bytes and where its lines begin.
///
/// A class, so that every place in a file can hold on to it for the price of one reference.
package final class SourceFile: Sendable {
  /// The path as the caller wrote it; it is only ever shown.
  package let path: String
  /// The whole content.
  package let bytes: [UInt8]
  /// The offset of the first byte of each line, in ascending order, zero first.
  let lineStarts: [Int]

  /// A file with a path and a content.
  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  /// The position in the list of lines of the line that holds an offset.
  func lineIndex(of offset: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of a line without what ends it.
  func lineRange(_ index: Int) -> Range<Int> {
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<max(start, end)
  }

  /// The characters between two offsets; bytes that are no text appear as replacement marks.
  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}
