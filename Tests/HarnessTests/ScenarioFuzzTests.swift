import Harness
import Testing

@Suite struct ScenarioFuzzTests {
  /// A small generator of its own, so that each number names one input for ever.
  struct Generator {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }

  static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "/*", "*/", "//", "\n", "\u{0}", "perSeed",
    "${what}", "${", "$${", "..", "->", "<->", "1e999", "0x", "99999999999999999999", "-", "true",
    "null", "\\ud83d", "\\u12", "{ perSeed: [", "extends: 'a.jsonc',", "id", "1ms..", "5%", "\t",
    "é",
    "漢", "random", "values", "default", "'-9223372036854775808ns'", "Infinity", "x-",
  ].map { Array($0.utf8) }

  func mutated(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0...generator.next(below: 4) {
      let position = generator.next(below: bytes.count + 1)
      let end = min(bytes.count, position + generator.next(below: 12))
      switch generator.next(below: 5) {
      case 0: bytes.removeSubrange(position..<end)
      case 1:
        let piece = Self.pieces[generator.next(below: Self.pieces.count)]
        bytes.insert(contentsOf: piece, at: position)
      case 2: bytes.insert(UInt8(generator.next(below: 256)), at: position)
      case 3: bytes.insert(contentsOf: bytes[position..<end], at: position)
      default: if generator.next(below: 20) == 0 { bytes.removeSubrange(position...) }
      }
    }
    return bytes
  }

  /// Lines of the large scenario, so that each input is small and still of every kind.
  static func samples() -> [[UInt8]] {
    let lines = ScenarioWriterTests.text().split(separator: "\n")
    var samples = lines.filter { $0.contains(":") }.map { line in
      var text = String(line)
      if text.last == "," { text.removeLast() }
      if text.hasPrefix("{ id:") { text = "faults: [\(text)]" }
      return Array("{ version: 1, \(text) }".utf8)
    }
    samples.append(
      Array("{ version: 1, params: { what: { default: 'x' } }, title: '${what}' }".utf8))
    return samples
  }

  @Test func `twenty thousand spoilt files end in a scenario or in mistakes`() {
    let samples = Self.samples()
    var accepted = 0
    for number in 0..<20_000 {
      var generator = Generator(state: UInt64(number))
      let sample = samples[generator.next(below: samples.count)]
      let bytes = mutated(sample, &generator)
      let reader = ScenarioReader(vocabulary: smallShop) { _ in bytes }
      let result = reader.read(path: "f.jsonc", bytes: bytes)
      if result.scenario == nil {
        if !result.hasErrors { Issue.record("input \(number): neither scenario nor mistake") }
      } else {
        accepted += 1
      }
      let words = DiagnosticText.text(result.diagnostics)
      if words.isEmpty != result.diagnostics.isEmpty {
        Issue.record("input \(number): a mistake without words")
      }
    }
    #expect(accepted > 100)
  }

  @Test func `a whole scenario cut off anywhere ends in mistakes`() {
    let bytes = Array(ScenarioWriterTests.text().utf8)
    for end in stride(from: 0, to: bytes.count - 3, by: 61) {
      let result = ScenarioReader().read(path: "f", bytes: Array(bytes[..<end]))
      if !result.hasErrors { Issue.record("the first \(end) bytes were accepted") }
    }
  }

  @Test func `bytes without any sense end in mistakes`() {
    for number in 0..<2_000 {
      var generator = Generator(state: UInt64(number) &* 7919)
      let bytes = (0..<generator.next(below: 200)).map { _ in UInt8(generator.next(below: 256)) }
      let result = ScenarioReader().read(path: "f", bytes: bytes)
      if !result.hasErrors { Issue.record("input \(number) was accepted") }
      _ = DiagnosticText.text(result.diagnostics)
    }
  }

  @Test func `what is accepted is written and read back`() {
    let samples = Self.samples()
    var checked = 0
    for number in 0..<4_000 {
      var generator = Generator(state: UInt64(number) &+ 1_000_000)
      let bytes = mutated(samples[generator.next(below: samples.count)], &generator)
      guard let scenario = ScenarioReader().read(path: "f", bytes: bytes).scenario else { continue }
      let text = ScenarioWriter.text(scenario)
      let again = ScenarioReader().read(path: "f", bytes: Array(text.utf8)).scenario
      if again != scenario {
        Issue.record("input \(number): \(String(decoding: bytes, as: UTF8.self)) became \(text)")
        return
      }
      checked += 1
    }
    #expect(checked > 100)
  }
}
