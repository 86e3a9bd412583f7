import Engine
import Primitives

/// A plan of a nemesis while it is being drawn.
///
/// Hosts are drawn by name, so that a host more leaves the plan as it was but for the faults that
/// strike the new one.
struct NemesisDraft {
  let nemesis: Nemesis
  private let hosts: [Int32]
  let cluster: Cluster
  private var stream: RandomStream
  private var budget: NemesisBudget
  private var faults: [PlannedFault] = []
  /// How many faults were thought of, whether or not they became part of the plan.
  private var thoughts = 0

  init(_ nemesis: Nemesis, _ cluster: Cluster) {
    self.nemesis = nemesis
    self.cluster = cluster
    hosts = nemesis.hosts.isEmpty ? cluster.hosts.map(\.index) : nemesis.hosts
    stream = cluster.simulation.streams.stream(.fault, at: "nemesis", purpose: "plan")
    budget = NemesisBudget(cluster, most: nemesis.preset.mostHosts)
  }

  private var isRecoverable: Bool { nemesis.guarantee == .recoverable }
  private var end: Int64 { nemesis.quietAfter.nanoseconds }

  mutating func plan() -> FaultPlan {
    addDrawn()
    addStalls()
    return FaultPlan(faults)
  }

  private mutating func addDrawn() {
    let kinds = swarm()
    for (kind, _) in kinds where kind.concernsMessages && hasRoom { addOfMessages(kind) }
    let others = kinds.filter { !$0.kind.concernsMessages }
    guard !others.isEmpty else { return }
    let gap = DelayLaw(.exponential(mean: nemesis.preset.meanGap))
    var now = nemesis.begins.nanoseconds + gap.draw(from: &stream)
    while now < end, hasRoom {
      if let kind = pick(others) { add(kind, at: now) }
      now += max(gap.draw(from: &stream), 1)
    }
  }

  private var hasRoom: Bool { nemesis.budget.map { faults.count < $0 } ?? true }

  /// A random part of the kinds, of random size, with weights.
  private mutating func swarm() -> [(kind: FaultKind, weight: UInt64)] {
    var kinds = nemesis.allowed
    guard !kinds.isEmpty else { return [] }
    let count = 1 + Int(stream.below(UInt64(kinds.count)))
    stream.shuffle(&kinds)
    let kept = Set(kinds.prefix(count))
    return nemesis.allowed.filter { kept.contains($0) }.map { ($0, 1 + stream.below(100)) }
  }

  private mutating func pick(_ kinds: [(kind: FaultKind, weight: UInt64)]) -> FaultKind? {
    var rest = stream.below(kinds.reduce(0) { $0 + $1.weight })
    for (kind, weight) in kinds {
      if rest < weight { return kind }
      rest -= weight
    }
    return nil
  }

  /// A length over orders of magnitude: 10 ms times a power of two, up to the preset's longest.
  private mutating func length(from now: Int64) -> Duration {
    let shortest: Int64 = 10_000_000
    let longest = min(nemesis.preset.longest.nanoseconds, max(end - now, shortest))
    var doublings: UInt64 = 0
    while shortest << Int64(doublings + 1) <= longest { doublings += 1 }
    let scale = shortest << Int64(stream.below(doublings + 1))
    let drawn = min(scale + Int64(stream.below(UInt64(scale))), longest)
    return .nanoseconds(isRecoverable ? min(drawn, max(end - now, 1)) : drawn)
  }

  private mutating func host() -> Int32 {
    HostDraw(cluster, from: stream.branch(stream.next())).one(of: hosts) ?? 0
  }

  /// A share of all messages, from one in ten thousand up to the preset's, over orders of
  /// magnitude.
  private mutating func share() -> Ratio {
    let most = nemesis.preset.mostMessages * 100
    var doublings: UInt64 = 0
    while 1 << (doublings + 1) <= most { doublings += 1 }
    return Ratio(1 << stream.below(doublings + 1), 10_000)
  }

  private mutating func addOfMessages(_ kind: FaultKind) {
    thoughts += 1
    var trigger = FaultTrigger()
    trigger.during = FaultWindow(from: nemesis.begins, until: nemesis.quietAfter)
    trigger.probability = share()
    let fault: Fault
    switch kind {
    case .drop: fault = .drop
    case .delay: fault = .delay(.logNormal(p50: .milliseconds(20), p99: .milliseconds(500)))
    case .duplicate: fault = .duplicate(after: .exponential(mean: .milliseconds(20)))
    case .reorder: fault = .reorder(within: .milliseconds(50))
    case .corrupt: fault = .corrupt(stream.happens(3, in: 4) ? .noticed : .unnoticed)
    case .refuse: fault = .refuse
    case .hang: fault = .hang
    default: fault = .loseReply
    }
    append(trigger, fault, .occasion, lasting: nil)
  }

  /// Adds code that is held up at a failpoint.
  mutating func addStall(_ name: String, _ trigger: FaultTrigger, _ span: Distribution) {
    guard hasRoom else { return }
    thoughts += 1
    append(trigger, .delay(span), .occasion, lasting: nil, part: "-at-\(name)")
  }

  private mutating func append(
    _ trigger: FaultTrigger, _ fault: Fault, _ target: FaultTarget, lasting: Duration?,
    part: String = ""
  ) {
    let kind = fault.kind.rawValue.split(separator: " ").joined(separator: "-")
    faults.append(
      PlannedFault(
        "nemesis-\(thoughts)-\(kind)\(part)", trigger, fault, on: target,
        lasting: lasting.map { .constant($0) }))
  }

  /// Adds a fault at an instant, unless the guarantee forbids it there.
  private mutating func add(_ kind: FaultKind, at now: Int64) {
    thoughts += 1
    let length = length(from: now)
    let host = host()
    let trigger = FaultTrigger.at(.nanoseconds(now))
    if kind == .partition { return addPartition(trigger, host, length, now) }
    if kind == .clog && stream.happens(3, in: 10) { return addSwizzle(now, length) }
    guard let fault = fault(kind, length) else { return }
    if kind == .fail { return addFailure(now) }
    if isRecoverable, disturbs(kind) {
      guard budget.admit([host], from: now, until: now + 2 * length.nanoseconds) else { return }
    }
    let target: FaultTarget = kind == .outside ? .occasion : .hosts([host])
    append(trigger, fault, target, lasting: length)
  }

  /// Whether a host struck by a fault of this kind is of no use meanwhile.
  private func disturbs(_ kind: FaultKind) -> Bool {
    switch kind {
    case .crash, .stop, .pause, .hold, .diskStall, .diskError, .diskFull: true
    default: false
    }
  }

  private mutating func fault(_ kind: FaultKind, _ length: Duration) -> Fault? {
    switch kind {
    case .clog: return .clog(.exponential(mean: .nanoseconds(max(length.nanoseconds / 8, 1))))
    case .hold: return .hold
    case .crash:
      let wipes = !isRecoverable && stream.happens(1, in: 4)
      return .crash(wipesDisk: wipes, takesMachine: stream.happens(1, in: 4))
    case .stop: return .stop(grace: .milliseconds(500))
    case .pause: return .pause
    case .slow: return .slow(2 << Int(stream.below(5)))
    case .skew: return .skew(skew())
    case .diskStall: return .disk(.stall(.constant(length)))
    case .diskError: return .disk(.error(Ratio(1 + stream.below(10), 10)))
    case .diskFull: return .disk(.full)
    case .diskLie: return .disk(.lie)
    case .diskTorn: return .disk(.torn)
    case .diskWipe: return .disk(.wipe)
    case .storeFailover: return .store(.failover(.constant(length)))
    case .outside: return stream.pick(nemesis.outsideFaults).map { .outside($0) }
    case .fail: return .fail("the nemesis failed this point")
    default: return nil
    }
  }

  /// A jump of 8 ms to 262 s forth or back, a strobe, or a drift of up to 500 ppm.
  ///
  /// Whole millionths, so that a scenario can say what was drawn.
  private mutating func skew() -> ClockSkew {
    let size = Duration.milliseconds(8) * Int(1 << stream.below(16))
    switch stream.below(4) {
    case 0: return ClockSkew(jump: size)
    case 1: return ClockSkew(jump: .zero - size)
    case 2: return ClockSkew(strobe: size, strobePeriod: .milliseconds(1 << stream.below(10)))
    default: return ClockSkew(drift: stream.within(-500...500) * 1_000)
    }
  }

  private mutating func addPartition(
    _ trigger: FaultTrigger, _ host: Int32, _ length: Duration, _ now: Int64
  ) {
    let shapes = isRecoverable ? [.isolate] : Partition.Shape.allCases
    let shape = stream.pick(shapes) ?? .isolate
    let oneWay = stream.happens(1, in: 3)
    if isRecoverable, !budget.admit([host], from: now, until: now + length.nanoseconds) { return }
    append(
      trigger, .partition(Partition(shape, isOneWay: oneWay)), .hosts([host]), lasting: length)
  }

  /// Clogs about half of the hosts one after the other and lets go of them in another order
  /// (FoundationDB's swizzle).
  private mutating func addSwizzle(_ now: Int64, _ length: Duration) {
    let half = max(length.nanoseconds / 2, 1)
    let swizzle = stream.branch(stream.next())
    for host in hosts {
      let place = cluster.hosts[Int(host)]
      var draws = swizzle.branch(place.key.word)
      guard draws.happens(1, in: 2), hasRoom else { continue }
      let begin = Int64(draws.below(UInt64(half)))
      let over = half + Int64(draws.below(UInt64(half)))
      append(
        .at(.nanoseconds(now + begin)), .clog(.constant(.nanoseconds(half))), .hosts([host]),
        lasting: .nanoseconds(over - begin), part: "-\(place.name)")
    }
  }

  private mutating func addFailure(_ now: Int64) {
    guard let name = stream.pick(nemesis.failpoints) else { return }
    var trigger = FaultTrigger.failpoint(name)
    trigger.at = .constant(.nanoseconds(now))
    trigger.budget = 1
    trigger.during =
      isRecoverable
      ? FaultWindow(from: nemesis.begins, until: nemesis.quietAfter) : nil
    append(trigger, .fail("the nemesis failed this point"), .occasion, lasting: nil)
  }
}
