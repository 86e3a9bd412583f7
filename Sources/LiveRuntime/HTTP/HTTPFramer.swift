/// Takes bytes in as they come and gives whole messages out.
///
/// A state machine without a socket: the same bytes make the same messages however they are cut
/// into pieces, and a refusal is final. It takes a strict subset of HTTP/1.1: lines end in CR LF,
/// heads are printable ASCII, a body has a content-length and nothing else, no field is folded.
/// What is ambiguous is refused rather than guessed: two readers that guess differently are how
/// requests are smuggled past each other.
package struct HTTPFramer: Sendable {
  private let kind: Kind
  private let limits: HTTPLimits
  private var buffer: [UInt8] = []
  /// Where the present line begins and how far the buffer has been looked at.
  private var lineStart = 0
  private var scanned = 0
  private var sawReturn = false
  private var head = HTTPHead()
  private var state = State.head

  /// What is expected to arrive.
  package enum Kind: Sendable {
    /// Requests, as a server gets them.
    case requests
    /// Responses, as a client gets them.
    case responses
  }

  private enum State {
    case head
    case body(HTTPMessage.Start, length: Int)
    case refused(HTTPRefusal)
  }

  /// A framer to which nothing has been given.
  package init(_ kind: Kind, limits: HTTPLimits = HTTPLimits()) {
    self.kind = kind
    self.limits = limits
  }

  /// Whether no message has been begun.
  package var isIdle: Bool {
    if case .head = state { return buffer.isEmpty }
    return false
  }

  /// Whether what came was refused, so that nothing can follow.
  package var isRefused: Bool {
    if case .refused = state { return true }
    return false
  }

  /// How many bytes are kept; at most a head, a body and what was given last.
  package var held: Int { buffer.count }

  /// Takes bytes in; nothing happens with them before `next` is asked.
  package mutating func take(_ bytes: some Sequence<UInt8>) {
    if case .refused = state { return }
    buffer.append(contentsOf: bytes)
  }

  /// The next message, if it has arrived whole.
  ///
  /// - Throws: why no message can follow; the same again for every further question.
  package mutating func next() throws(HTTPRefusal) -> HTTPMessage? {
    do throws(HTTPRefusal) {
      return try advance()
    } catch {
      state = .refused(error)
      buffer = []
      throw error
    }
  }

  private mutating func advance() throws(HTTPRefusal) -> HTTPMessage? {
    switch state {
    case .refused(let refusal): throw refusal
    case .head:
      guard let (start, length) = try scanHead() else { return nil }
      state = .body(start, length: length)
      return takeBody(start, length)
    case .body(let start, let length):
      return takeBody(start, length)
    }
  }

  /// Looks at what has not been looked at; gives first line and body length when the head is over.
  private mutating func scanHead() throws(HTTPRefusal) -> (HTTPMessage.Start, Int)? {
    while scanned < buffer.count {
      if !sawReturn { passPlainBytes() }
      guard scanned < buffer.count else { break }
      let byte = buffer[scanned]
      scanned += 1
      try checkLength()
      if sawReturn {
        guard byte == 0x0a else { throw HTTPRefusal("a carriage return is not followed by LF") }
        sawReturn = false
        let line = buffer[lineStart..<(scanned - 2)]
        lineStart = scanned
        if line.isEmpty { return try head.finish(kind, limits) }
        try head.take(line, kind, limits)
      } else if byte == 0x0d {
        sawReturn = true
      } else if !HTTPFramer.isPlain(byte) {
        throw HTTPRefusal("a head is printable ASCII with lines that end in CR LF")
      }
    }
    return nil
  }

  /// Goes on to the first byte at which a line ends or something is wrong, be it the length.
  private mutating func passPlainBytes() {
    let allowed = head.isBegun ? limits.head : min(limits.startLine, limits.head)
    let end = min(buffer.count, allowed)
    scanned = buffer.withUnsafeBufferPointer { bytes in
      var place = scanned
      while place < end, HTTPFramer.isPlain(bytes[place]) { place += 1 }
      return place
    }
  }

  /// Whether a byte may stand in a line of a head.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7f || byte == 0x09
  }

  private func checkLength() throws(HTTPRefusal) {
    if !head.isBegun, scanned > limits.startLine {
      throw HTTPRefusal("the first line has more than \(limits.startLine) bytes", status: 414)
    }
    if scanned > limits.head {
      throw HTTPRefusal("the head has more than \(limits.head) bytes", status: 431)
    }
  }

  /// The message, when its body is there; what follows it stays for the next one.
  private mutating func takeBody(_ start: HTTPMessage.Start, _ length: Int) -> HTTPMessage? {
    guard buffer.count - scanned >= length else { return nil }
    let message = HTTPMessage(
      start, head.fields, body: Array(buffer[scanned..<(scanned + length)]))
    buffer.removeFirst(scanned + length)
    lineStart = 0
    scanned = 0
    head = HTTPHead()
    state = .head
    return message
  }
}
