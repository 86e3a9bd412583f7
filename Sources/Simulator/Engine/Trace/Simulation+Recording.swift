public import Primitives

extension Simulation {
  /// Takes something that happened into the digest and, at the full level, into the trace.
  ///
  /// The words that identify it go into the digest at every level, so that both levels of one run
  /// have the same digest; texts are built at the full level only.
  ///
  /// - Parameter content: takes what the event carries, such as a message, into the digest before
  ///   the words that identify it.
  /// - Returns: the event's index in the trace, -1 below the full level.
  @discardableResult @inlinable @inline(__always)
  package func record(
    _ kind: TraceKind, at place: Int32, peer: Int32 = -1, subject: UInt64 = 0, value: UInt64 = 0,
    cause: Int32 = -1, text: @autoclosure () -> String = "",
    detail: @autoclosure () -> String = "", content: (inout Digest) -> Void = { _ in }
  ) -> Int32 {
    let header =
      UInt64(kind.rawValue) | UInt64(UInt32(bitPattern: place)) << 8
      | UInt64(UInt32(bitPattern: peer)) << 36
    if hot.pointee.takesDigest {
      let task = hot.pointee.task?._withUnsafeGuaranteedRef { $0.word } ?? 0
      content(&hot.pointee.digest)
      hot.pointee.digest.combine(header ^ subject &* 0x9e37_79b9_7f4a_7c15)
      hot.pointee.digest.combine(value ^ task)
    }
    guard trace.isHeeded else { return -1 }
    return tell(kind, place, peer, subject, value, cause, text, detail)
  }

  /// Tells a watcher of what happened and writes it into a full trace.
  @inline(never) @usableFromInline
  func tell(
    _ kind: TraceKind, _ place: Int32, _ peer: Int32, _ subject: UInt64, _ value: UInt64,
    _ cause: Int32, _ text: () -> String, _ detail: () -> String
  ) -> Int32 {
    trace.watcher?(kind, place, peer)
    guard trace.isFull else { return -1 }
    return append(kind, place, peer, subject, value, cause, text(), detail())
  }

  /// Writes a remark, such as a log record, into a full trace.
  ///
  /// A remark orders nothing and carries no meaning of its own: the digest does not see it.
  @discardableResult
  package func annotate(
    _ kind: TraceKind, at place: Int32, peer: Int32 = -1, subject: UInt64 = 0, value: UInt64 = 0,
    cause: Int32 = -1, text: @autoclosure () -> String = "", detail: @autoclosure () -> String = ""
  ) -> Int32 {
    guard trace.isFull else { return -1 }
    return append(kind, place, peer, subject, value, cause, text(), detail())
  }

  private func append(
    _ kind: TraceKind, _ place: Int32, _ peer: Int32, _ subject: UInt64, _ value: UInt64,
    _ cause: Int32, _ text: String, _ detail: String
  ) -> Int32 {
    let task = currentTask
    let index = trace.append(
      TraceEvent(
        instant: now, kind: kind, place: place, peer: peer, cause: cause,
        previous: task?.lastEvent ?? -1, subject: subject, value: value,
        text: trace.store(text), detail: trace.store(detail),
        task: task?.label(in: trace) ?? -1, mark: digest.words.high))
    task?.lastEvent = index
    return index
  }

  /// Runs a body whose events are told as done by the task that waits in a suspension.
  ///
  /// What a device does at the end of a wait, such as a disk's commit, follows from what the task
  /// did before and comes before whatever it will do; causality would break off there otherwise.
  /// The digest sees the task too, at every level alike.
  package func onBehalf<Result>(
    ofWaiterIn suspension: Suspension, _ body: () -> Result
  ) -> Result {
    let before = currentTask
    currentTask = waitingTask(in: suspension)
    defer { currentTask = before }
    return body()
  }

  /// Takes a value into the digest.
  package func digest(_ value: some Fingerprinted) {
    if hot.pointee.takesDigest { value.fingerprint(into: &hot.pointee.digest) }
  }

  /// Lets a body take words into the digest.
  @inlinable @inline(__always)
  package func withDigest(_ body: (inout Digest) -> Void) {
    if hot.pointee.takesDigest { body(&hot.pointee.digest) }
  }
}
