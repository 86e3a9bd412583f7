import Primitives
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The way from a served process to the one that started it: its standard output and input.
package final class ParentLine: Sendable {
  private let waiting = Mutex(Waiting())
  private let output = Mutex<Int32>(1)
  private let beginning = Signal(before: Duration.zero)

  /// Who waits for word, by number.
  private struct Waiting {
    var last = 0
    var signals: [Int: Signal<ParentWord>] = [:]
  }

  /// Listens from now on; told on the loop's thread when there is no parent any more.
  package init(on loop: EventLoop, orphaned: @escaping @Sendable () -> Void) {
    loop.submit {
      loop.add(
        LineChannel(
          0, on: loop, told: { if let word = ParentWord(line: $0) { self.hear(word) } },
          ended: orphaned))
    }
  }

  /// Tells the parent something; returns when it is out of this process's hands.
  package func tell(_ report: ChildReport) {
    let bytes = Array((report.line + "\n").utf8)
    output.withLock { descriptor in
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes {
          write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
        }
        if count < 0, errno != EINTR { return }
        written += max(count, 0)
      }
    }
  }

  /// Says that this process has begun, and waits until it is told when its time begins.
  package func waitForBeginning() async -> Duration {
    tell(.ready)
    return await beginning.wait()
  }

  /// Says that a named point is reached and waits for word.
  func ask(at point: String) async -> ParentWord {
    let signal = Signal(before: ParentWord.pass(number: 0))
    let number = waiting.withLock { waiting in
      waiting.last += 1
      waiting.signals[waiting.last] = signal
      return waiting.last
    }
    tell(.reached(point: point, number: number))
    return await signal.wait()
  }

  private func hear(_ word: ParentWord) {
    let number: Int
    switch word {
    case .begin(let origin): return beginning.send(.nanoseconds(origin))
    case .pass(let known), .fail(let known, _): number = known
    }
    waiting.withLock { $0.signals.removeValue(forKey: number) }?.send(word)
  }
}
