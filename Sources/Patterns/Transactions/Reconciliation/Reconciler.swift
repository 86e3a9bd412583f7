import Primitives
public import ServiceRuntime

/// Compares what two owners say about the same things and repairs what differs.
///
/// The last line of defence: for what is left when compensation failed, a backup was restored or
/// an outside party acted on its own. Work under way differs for a moment everywhere, so only what
/// has differed for a while is repaired, and each time the repair looks again: it must be
/// idempotent, and is given a key to pass on.
public final class Reconciler<Left, Right> {
  /// What the two owners say about one thing.
  public struct Pair {
    /// What it is about.
    public let key: String
    /// What the one says, if it knows the thing.
    public let left: Left?
    /// What the other says, if it knows the thing.
    public let right: Right?
  }

  /// Reads one side in full; must throw rather than return a part.
  public typealias Source<Value> = () async throws -> [(key: String, value: Value)]

  private let context: ServiceContext
  private let name: String
  private let grace: Duration
  private let hooks: Hooks
  private var suspects = OrderedDictionary<String, Suspicion>()

  /// How the two sides are read, compared and brought together.
  public struct Hooks {
    let left: Source<Left>
    let right: Source<Right>
    let difference: (Pair) -> String?
    let repair: (Pair, IdempotencyKey) async throws -> Void

    /// The four things that a reconciliation needs.
    ///
    /// - Parameters:
    ///   - left: reads the one side.
    ///   - right: reads the other.
    ///   - difference: what is wrong with a pair, in words that stay the same while it is.
    ///   - repair: brings the two together.
    public init(
      left: @escaping Source<Left>, right: @escaping Source<Right>,
      difference: @escaping (Pair) -> String?,
      repair: @escaping (Pair, IdempotencyKey) async throws -> Void
    ) {
      self.left = left
      self.right = right
      self.difference = difference
      self.repair = repair
    }
  }

  /// A reconciliation.
  ///
  /// - Parameter grace: how long a difference must last before it counts; longer than any operation
  ///   may be under way. A difference lasts at most this long and two periods.
  public init(_ context: ServiceContext, _ name: String, grace: Duration, hooks: Hooks) {
    precondition(grace >= .zero, "a difference cannot count before it is seen, got \(grace.text)")
    self.context = context
    self.name = name
    self.grace = grace
    self.hooks = hooks
  }

  /// Compares once and repairs what has differed for long enough.
  ///
  /// - Throws: when one side could not be read in full; nothing is repaired then.
  public func pass() async throws -> ReconciliationReport {
    let pairs = try await readPairs()
    var report = ReconciliationReport(compared: pairs.count)
    var stillSuspect = OrderedDictionary<String, Suspicion>()
    for pair in pairs {
      guard let difference = hooks.difference(pair) else { continue }
      let known = suspects[pair.key].flatMap { $0.difference == difference ? $0 : nil }
      let suspicion =
        known
        ?? Suspicion(
          difference: difference, since: context.clock.now, firstSeen: context.clock.wallTime)
      let finding = ReconciliationReport.Finding(key: pair.key, difference: difference)
      if context.clock.now - suspicion.since < grace {
        report.waiting.append(finding)
        stillSuspect[pair.key] = suspicion
      } else if await repair(pair, suspicion) {
        report.repaired.append(finding)
      } else {
        report.failed.append(finding)
        stillSuspect[pair.key] = suspicion
      }
    }
    suspects = stillSuspect
    return report
  }

  /// Compares from time to time, until the process ends.
  public func run(every period: Duration) {
    precondition(period > .zero, "a reconciliation must rest, got \(period.text)")
    context.tasks.spawn("reconciler \(name)") {
      while (try? await self.context.clock.sleep(for: period)) != nil {
        do {
          _ = try await self.pass()
        } catch {
          self.context.log(.warning, "\(self.name) was not compared", [.init("error", "\(error)")])
        }
      }
    }
  }

  private func readPairs() async throws -> [Pair] {
    let left = try await hooks.left()
    let right = try await hooks.right()
    let rights = OrderedDictionary<String, Right>(
      uniqueKeysWithValues: right.map { ($0.key, $0.value) })
    var pairs: [Pair] = []
    for (key, value) in left {
      pairs.append(Pair(key: key, left: value, right: rights[key]))
    }
    let known = Set(left.map(\.key))
    for key in rights.keys where !known.contains(key) {
      pairs.append(Pair(key: key, left: nil, right: rights[key]))
    }
    return pairs
  }

  private func repair(_ pair: Pair, _ suspicion: Suspicion) async -> Bool {
    // The time belongs into the key: the same difference may come about again, and then counts.
    let key = IdempotencyKey(
      "repair", of: name, pair.key, "\(suspicion.firstSeen.nanosecondsSinceEpoch)")
    do {
      try await hooks.repair(pair, key)
      context.log(
        .warning, "\(name): repaired \(pair.key)", [.init("difference", suspicion.difference)])
      context.count("reconciler.repaired")
      return true
    } catch {
      context.log(.error, "\(name): could not repair \(pair.key)", [.init("error", "\(error)")])
      return false
    }
  }

  /// A difference that has been seen.
  private struct Suspicion {
    let difference: String
    let since: Instant
    let firstSeen: WallTime
  }
}

/// What a comparison found.
public struct ReconciliationReport: Hashable, Sendable {
  /// How many things were compared.
  public let compared: Int
  /// What differs and may yet settle by itself.
  public internal(set) var waiting: [Finding] = []
  /// What differed and has been repaired.
  public internal(set) var repaired: [Finding] = []
  /// What differs and could not be repaired.
  public internal(set) var failed: [Finding] = []

  init(compared: Int) {
    self.compared = compared
  }

  /// A thing about which the two sides differ.
  public struct Finding: Hashable, Sendable {
    /// Which thing.
    public let key: String
    /// What is wrong.
    public let difference: String
  }
}
