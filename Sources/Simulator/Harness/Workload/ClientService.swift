import Engine
import Primitives
import ServiceRuntime

/// One simulated caller: gives the commands of its workloads when their time has come.
final class ClientService: Service {
  private let context: ServiceContext
  private let client: String
  private let entries: [ScheduledWorkload]
  private let directory: ClientDirectory
  private let system: SystemUnderTest

  init(
    _ context: ServiceContext, client: String, entries: [ScheduledWorkload],
    directory: ClientDirectory, system: SystemUnderTest
  ) {
    self.context = context
    self.client = client
    self.entries = entries
    self.directory = directory
    self.system = system
  }

  func start() async throws {
    for entry in entries {
      context.tasks.spawn("workload \(entry.workload.id)") {
        await self.run(entry.workload, after: entry.start)
        self.directory.finish()
      }
    }
  }

  private func run(_ entry: ScenarioWorkload, after offset: Duration) async {
    var pace = directory.stream(for: entry, "pace")
    let wait = entry.at.map { Duration.nanoseconds(DelayLaw($0).draw(from: &pace)) } ?? .zero
    if offset + wait > .zero {
      let start = Instant.zero + offset + wait
      guard (try? await context.clock.sleep(until: start)) != nil else { return }
    }
    let end = entry.lasting.map { context.clock.now + $0 } ?? .distantFuture
    if let users = entry.users {
      await runClosed(entry, users: users, until: end)
    } else {
      await runOpen(entry, until: end, &pace)
    }
  }

  /// Open loop: commands are given at their times whether or not earlier ones have ended.
  private func runOpen(
    _ entry: ScenarioWorkload, until end: Instant, _ pace: inout RandomStream
  ) async {
    let gap = entry.every ?? entry.rate.map { .constant($0.per / $0.count) }
    let count = entry.count ?? (gap == nil || entry.lasting == nil ? 1 : .max)
    var commands: [any SpawnedTask] = []
    for occurrence in 0..<count {
      if occurrence > 0 {
        guard let gap else { break }
        let pause = Duration.nanoseconds(DelayLaw(gap).draw(from: &pace))
        guard (try? await context.clock.sleep(for: pause)) != nil else { break }
      }
      if context.clock.now > end { break }
      commands.append(
        context.tasks.spawn("\(entry.command) \(occurrence + 1)") {
          await self.give(entry, occurrence)
        })
    }
    for command in commands { try? await command.join() }
  }

  /// Closed loop: each user gives the next command when the last one has ended.
  private func runClosed(_ entry: ScenarioWorkload, users: Int, until end: Instant) async {
    let total = entry.count ?? .max
    let shared = Turn(total)
    var loops: [any SpawnedTask] = []
    for user in 0..<users {
      loops.append(
        context.tasks.spawn("user \(user + 1) of \(entry.id)") {
          var think = self.directory.stream(for: entry, StreamKey("think \(user)"))
          while self.context.clock.now < end, let occurrence = shared.take() {
            await self.give(entry, occurrence)
            let pause = Duration.nanoseconds(DelayLaw(entry.think).draw(from: &think))
            guard (try? await self.context.clock.sleep(for: pause)) != nil else { return }
          }
        })
    }
    for loop in loops { try? await loop.join() }
  }

  private func give(_ entry: ScenarioWorkload, _ occurrence: Int) async {
    let attempts = max(entry.retry?.attempts ?? 1, 1)
    let arguments = self.arguments(of: entry, occurrence)
    let index = directory.begin(
      ClientOperation(
        client: client, command: entry.command, arguments: JSONText.phrase(arguments),
        values: arguments, invoked: context.clock.now, result: .pending))
    for attempt in 1...attempts {
      directory.attempt(index, attempt)
      let request = CommandRequest(
        name: entry.command, arguments: ScenarioValues(arguments), client: client,
        occurrence: occurrence,
        deadline: entry.deadline.map { context.clock.deadline(after: $0) } ?? .never)
      do {
        let answer = try await system.perform(context, request)
        return directory.end(index, at: context.clock.now, .succeeded(answer))
      } catch {
        let isLast = attempt == attempts || !error.code.isRetriable
        if isLast {
          let result: ClientOperation.Result =
            error.certainty == .definite ? .failed("\(error)") : .unknown("\(error)")
          return directory.end(index, at: context.clock.now, result)
        }
      }
      guard let retry = entry.retry else { return }
      let pause = retry.pause(before: attempt + 1, self.directory.stream(for: entry, "retry"))
      guard (try? await context.clock.sleep(for: pause)) != nil else { return }
    }
  }

  /// The arguments with `{n}` replaced by the number of the command, counted from one, and
  /// `{key}` by a key drawn for it.
  private func arguments(of entry: ScenarioWorkload, _ occurrence: Int) -> JSONNode {
    var replacements = [("{n}", String(occurrence + 1))]
    if let keys = entry.keys {
      let word = directory.stream(for: entry, "keys").word(at: UInt64(occurrence))
      replacements.append(("{key}", String(keys.draw(word, occurrence: occurrence))))
    }
    return entry.arguments.replacing(replacements)
  }
}

/// Numbers that several users take in turn.
private final class Turn {
  private var next = 0
  private let total: Int

  init(_ total: Int) {
    self.total = total
  }

  func take() -> Int? {
    guard next < total else { return nil }
    defer { next += 1 }
    return next
  }
}

extension ScenarioRetry {
  /// The pause before an attempt, counted from one.
  func pause(before attempt: Int, _ stream: RandomStream) -> Duration {
    var pause = DelayLaw(delay).draw(stream.word(at: UInt64(attempt)))
    for _ in 2..<max(attempt, 2) { pause = min(pause * Int64(factor), DelayLaw.longest) }
    return .nanoseconds(pause)
  }
}

extension ScenarioKeys {
  /// The number of the key that a word stands for, counted from one.
  func draw(_ word: UInt64, occurrence: Int) -> Int {
    let count = UInt64(max(self.count, 1))
    let even = Int(word.multipliedFullWidth(by: count).high) + 1
    switch shape {
    case .uniform: return even
    case .sequence: return occurrence % max(self.count, 1) + 1
    case .hotspot:
      let coin = (word &* 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: hot.denominator).high
      return coin < hot.numerator ? 1 : even
    case .zipf:
      // The k-th key is drawn with a weight of 1/k, in units of 2^-32.
      var total: UInt64 = 0
      for rank in 1...count { total += (1 << 32) / rank }
      var rest = word.multipliedFullWidth(by: total).high
      for rank in 1...count {
        let weight = (1 << 32) / rank
        if rest < weight { return Int(rank) }
        rest -= weight
      }
      return Int(count)
    }
  }
}

extension String {
  /// The text with every occurrence of a part replaced.
  fileprivate func replacing(_ part: String, with other: String) -> String {
    // Most texts have nothing to replace.
    guard let first = part.utf8.first, utf8.contains(first) else { return self }
    var result = ""
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(part) {
        result += other
        rest = rest.dropFirst(part.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }
}

extension JSONNode {
  /// The same tree with parts of its texts replaced.
  func replacing(_ pairs: [(String, String)]) -> JSONNode {
    switch value {
    case .null, .boolean, .number:
      return self
    case .text(let text):
      return .text(pairs.reduce(text) { $0.replacing($1.0, with: $1.1) })
    case .list(let items):
      return .list(items.map { $0.replacing(pairs) })
    case .object(let members):
      return .object(members.map { ($0.name, $0.value.replacing(pairs)) })
    }
  }
}
