import LiveRuntime
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Inputs that nobody would write, drawn from a seed.
private struct FuzzGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func below(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }

  private static let pieces: [[UInt8]] = [
    "GET", "POST", " ", "/", "/a/b", "HTTP/1.1", "HTTP/1.0", "\r\n", "\r\n\r\n", "\r", "\n", ":",
    "host: a", "Host:a", "content-length: ", "0", "3", "9999999", "-1",
    "transfer-encoding: chunked",
    "connection: close", "expect: 100-continue", "\t", "abc", "{}", "\u{0}", "ä", "200", "OK",
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
    "POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}",
    "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
  ].map { Array($0.utf8) }

  /// A few pieces in a row, with a few bytes changed, doubled or left out.
  mutating func input() -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0...below(5) { bytes += Self.pieces[below(Self.pieces.count)] }
    for _ in 0..<below(3) where !bytes.isEmpty {
      let place = below(bytes.count)
      switch below(3) {
      case 0: bytes[place] = UInt8(below(256))
      case 1: bytes.insert(bytes[place], at: place)
      default: bytes.remove(at: place)
      }
    }
    return bytes
  }
}

@Suite struct HTTPFuzzTests {
  /// What a framer makes of bytes that arrive in pieces.
  private struct Outcome: Equatable {
    var messages: [HTTPMessage] = []
    var refusal: HTTPRefusal?
    var held = 0
  }

  private let limits = HTTPLimits(startLine: 64, head: 160, fields: 4, body: 8)

  private func outcome(
    _ kind: HTTPFramer.Kind, _ bytes: [UInt8], cuts: Int, _ draw: inout FuzzGenerator
  ) -> Outcome {
    var framer = HTTPFramer(kind, limits: limits)
    var outcome = Outcome()
    var rest = bytes[...]
    for cut in 0...cuts {
      let piece = cut == cuts ? rest : rest.prefix(draw.below(rest.count + 1))
      rest = rest.dropFirst(piece.count)
      framer.take(piece)
      do throws(HTTPRefusal) {
        while let message = try framer.next() { outcome.messages.append(message) }
      } catch {
        outcome.refusal = error
      }
    }
    outcome.held = framer.held
    return outcome
  }

  /// Inputs in all: as many as the variable says, or enough for every run of the tests.
  private var count: Int {
    getenv("ORRERY_FUZZ").flatMap { Int(String(cString: $0)) } ?? 200_000
  }

  @Test func `no input traps, and what comes out does not depend on how it was cut`() {
    var draw = FuzzGenerator(seed: 0x9e37_79b9)
    var (messages, refusals) = (0, 0)
    for number in 0..<count {
      let kind = number % 4 == 0 ? HTTPFramer.Kind.responses : .requests
      let bytes = draw.input()
      let whole = outcome(kind, bytes, cuts: 0, &draw)
      messages += whole.messages.count
      refusals += whole.refusal == nil ? 0 : 1
      // Every eighth only, because taking a state machine twice through everything costs time.
      guard number % 8 == 0 else { continue }
      let cut = outcome(kind, bytes, cuts: 3, &draw)
      guard whole == cut, whole.held <= bytes.count,
        whole.messages.allSatisfy({ $0.body.count <= limits.body })
      else {
        Issue.record("input \(number) \(bytes): \(whole) when whole, \(cut) when cut")
        return
      }
    }
    // The generator is worth something only if it reaches both ends often.
    #expect(messages > count / 50)
    #expect(refusals > count / 3)
  }
}
