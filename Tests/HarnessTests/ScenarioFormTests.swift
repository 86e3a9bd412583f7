import Harness
import Testing

@Suite struct ScenarioFormTests {
  func read(_ text: String) -> (node: JSONNode?, found: [String]) {
    read(Array(text.utf8))
  }

  func read(_ bytes: [UInt8]) -> (node: JSONNode?, found: [String]) {
    var diagnostics = DiagnosticList()
    let node = JSONReader.read(SourceFile(path: "f", bytes: bytes), into: &diagnostics)
    let found = diagnostics.kept.map { mistake in
      let place = mistake.place.map { "\($0.line):\($0.column) " } ?? ""
      return place + mistake.message
    }
    return (node, found)
  }

  @Test func `comments, trailing commas and the spellings of JSON5 are read`() {
    let text = """
      // a line
      { a: 'it''s', /* a
      block */ "b": [+1, 0xFF, .5, 1.50, -3e2,], c_$: true, d: null, }
      """
    #expect(
      read(text).found == [
        "2:10 a ',' or '}' is expected before this", "2:10 a ':' is expected after the name 's'",
      ])
    let fixed =
      "// a line\n{ a: 'it\\'s', /* a\nblock */ \"b\": [+1, 0xFF, .5, 1.50, -3e2,], c_$: true, d: null, }"
    let node = read(fixed).node
    #expect(node?["a"]?.text == "it's")
    #expect(
      node?["b"]
        == .list([
          .integer(1), .integer(255), JSONNode(.number(.decimal("0.5"))),
          JSONNode(.number(.decimal("1.50"))), JSONNode(.number(.decimal("-3e2"))),
        ]))
    #expect(node?["c_$"] == .boolean(true))
  }

  @Test func `whole numbers are exact up to 64 bits`() {
    #expect(read("0xFFFFFFFFFFFFFFFF").node == JSONNode(.number(.integer(Int128(UInt64.max)))))
    #expect(read("-9223372036854775808").node == JSONNode(.number(.integer(Int128(Int64.min)))))
    #expect(read("18446744073709551616").found == ["1:1 the number does not fit in 64 bits"])
    #expect(read("-9223372036854775809").found == ["1:1 the number does not fit in 64 bits"])
  }

  @Test func `what is no number is refused`() {
    #expect(
      read("[Infinity, -Infinity, NaN]").found == [
        "1:2 Infinity is not a number that a scenario can use",
        "1:12 -Infinity is not a number that a scenario can use",
        "1:23 NaN is not a number that a scenario can use",
      ])
    #expect(read("[007]").found == ["1:2 a number cannot begin with a zero: 007"])
    #expect(
      read("[1.2.3, 5%, --1]").found == [
        "1:2 this is not a number: 1.2.3", "1:9 a number with a unit needs quotes",
        "1:13 this is not a number: --1",
      ])
  }

  @Test func `every value knows its place`() {
    let node = read("{\n\t\"ä\": [1,\n  \"two\"] }").node
    let place = node?["ä"]?.place
    #expect(place?.line == 2)
    #expect(place?.column == 7)
    guard case .list(let items)? = node?["ä"]?.value else {
      Issue.record("a list is expected")
      return
    }
    #expect(items.map { $0.place?.description } == ["f:2:8", "f:3:3"])
    #expect(items.last?.place?.length == 5)
  }

  @Test func `escapes are read and wrong ones are shown`() {
    #expect(read(#""\n\t\"\\\/\u00e4\ud83d\ude00""#).node?.text == "\n\t\"\\/ä😀")
    #expect(
      read(#"["\q", "\u12", "\ud800"]"#).found == [
        #"1:3 unknown escape '\q'"#, #"1:9 \u needs four hexadecimal digits"#,
        "1:17 half a surrogate pair is no character",
      ])
  }

  @Test func `texts and comments without an end are shown where they begin`() {
    #expect(read("{ a: \"abc").found == ["1:6 the text that begins here is never closed"])
    #expect(
      read("{ a: \"abc\n}").found == [
        "1:6 the text that begins here is not closed in its line"
      ])
    #expect(read("{ /* abc").found == ["1:3 the comment that begins here never ends"])
  }

  @Test func `bytes that are no text are shown`() {
    #expect(read([0x7B, 0x22, 0xFF, 0x22]).found == ["1:3 the bytes here are not UTF-8 text"])
    #expect(read([0xC0, 0xAF]).found == ["1:1 the bytes here are not UTF-8 text"])
    #expect(read([0xED, 0xA0, 0x80]).found == ["1:1 the bytes here are not UTF-8 text"])
    #expect(read([0x7B, 0x00, 0x7D]).found == ["1:2 a NUL byte cannot stand here"])
    #expect(read([0x22, 0x61, 0x00, 0x22]).found == ["1:3 a NUL byte cannot stand in a text"])
    #expect(read([0xEF, 0xBB, 0xBF, 0x31]).node == .integer(1))
  }

  @Test func `nesting is read down to 64 levels`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(read(nested(64)).found.isEmpty)
    #expect(read(nested(65)).found == ["1:65 values are nested deeper than 64 levels"])
    #expect(
      read(String(repeating: "{a:", count: 1_000_000)).found == [
        "1:193 values are nested deeper than 64 levels"
      ])
  }

  @Test func `a file that is too large is not looked at`() {
    let bytes = [UInt8](repeating: UInt8(ascii: " "), count: 10 * 1024 * 1024)
    #expect(read(bytes).found == ["1:1 the file has 10485760 bytes, at most 8 MiB are read"])
  }

  @Test func `nothing may follow the value`() {
    #expect(read("{} {}").found == ["1:4 nothing may follow the value that is the file"])
  }

  @Test func `values are written so that they read back`() {
    let text = "\"a\\\"\\\\\\n\\u0001 ä😀\\u2028\""
    let node = read("{ a: [\(text), -1, 0.50, true, null, {}, []] }").node
    #expect(node.map { read(JSONText.compact($0)).node } == node)
    #expect(node.map { read(JSONText.laidOut($0, trailingCommas: true)).node } == node)
  }
}
