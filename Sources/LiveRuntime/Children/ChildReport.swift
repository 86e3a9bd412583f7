import Primitives

/// What a served process tells the one that started it, a line of JSON each.
package enum ChildReport: Codable, Hashable, Sendable {
  /// It has begun and waits to be told when its time begins.
  case ready
  /// It answers at this port.
  case up(port: UInt16)
  /// It holds these records from an earlier life.
  case loaded(records: [RecordChange])
  /// It has committed these changes, all at once.
  case committed(changes: [RecordChange])
  /// It has reached a named point and waits for word.
  case reached(point: String, number: Int)

  /// The report as a line.
  package var line: String { (try? JSONCoding.encode(self)) ?? "" }

  /// The report of a line; nothing where it is none.
  package init?(line: String) {
    guard let report = try? JSONCoding.decode(ChildReport.self, from: line) else { return nil }
    self = report
  }
}

/// What a process is told by the one that started it, a line of JSON each.
package enum ParentWord: Codable, Hashable, Sendable {
  /// Its service may start; its clock counts from this time of the machine, in nanoseconds.
  case begin(origin: Int64)
  /// Whoever waits at a named point goes on.
  case pass(number: Int)
  /// Whoever waits at a named point sees an error.
  case fail(number: Int, message: String)

  /// The word as a line.
  package var line: String { (try? JSONCoding.encode(self)) ?? "" }

  /// The word of a line; nothing where it is none.
  package init?(line: String) {
    guard let word = try? JSONCoding.decode(ParentWord.self, from: line) else { return nil }
    self = word
  }
}
