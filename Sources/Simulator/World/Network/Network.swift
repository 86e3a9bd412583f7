package import Engine
import Primitives
import ServiceRuntime

/// Carries envelopes between hosts.
package final class Network {
  /// Rules that decide about messages, asked in order; the first that does not pass decides.
  package var rules: [any MessageRule] = [] {
    didSet { hasRules = !rules.isEmpty }
  }
  @exclusivity(unchecked) private var hasRules = false
  /// How links behave that nothing else is said of.
  @exclusivity(unchecked) package var ordinaryProfile = LinkProfile.ordinary
  /// Chooses the profile of a link between two hosts, by their indices.
  @exclusivity(unchecked) package var profileOfLink: ((Int32, Int32) -> LinkProfile?)?
  /// Whether a caller is told when no process listens; otherwise it waits for its deadline.
  package var refusesUnheard = true
  /// How many messages were sent so far.
  @exclusivity(unchecked) package private(set) var messageCount: UInt64 = 0

  let simulation: Simulation
  /// The hosts by their indices.
  @exclusivity(unchecked) private(set) var hosts: [Host] = []
  /// The same hosts, to be looked at without counting a reference to each.
  @exclusivity(unchecked) private var table = UnsafeMutablePointer<Unmanaged<Host>>.allocate(
    capacity: 8)
  @exclusivity(unchecked) private var tableCapacity = 8
  @exclusivity(unchecked) private var pool = EnvelopePool()
  @exclusivity(unchecked) private var links = LinkTable()
  @exclusivity(unchecked) private var arrival = EventKind.none
  private let arrivals = Arrivals()

  /// What links draw for; reduced to a word once.
  private static let purpose: StreamKey = "link"

  init(_ simulation: Simulation) {
    self.simulation = simulation
    hosts.reserveCapacity(8)
    arrivals.network = .passUnretained(self)
    arrival = simulation.register(arrivals)
  }

  deinit {
    pool.deallocate()
    links.deallocate()
    table.deallocate()
  }

  /// Takes in a host; its index is the number of those that came before it.
  func add(_ host: Host) {
    if hosts.count == tableCapacity {
      let larger = UnsafeMutablePointer<Unmanaged<Host>>.allocate(capacity: tableCapacity * 2)
      larger.moveInitialize(from: table, count: hosts.count)
      table.deallocate()
      table = larger
      tableCapacity *= 2
    }
    (table + hosts.count).initialize(to: .passUnretained(host))
    hosts.append(host)
  }

  /// The link from one host to another, made when it is first asked for.
  func link(from source: Int32, to destination: Int32) -> Link {
    unmanagedLink(from: source, to: destination).takeUnretainedValue()
  }

  @inline(__always)
  private func unmanagedLink(from source: Int32, to destination: Int32) -> Unmanaged<Link> {
    links.find(source, destination) ?? makeLink(from: source, to: destination)
  }

  private func makeLink(from source: Int32, to destination: Int32) -> Unmanaged<Link> {
    let profile = profileOfLink?(source, destination) ?? ordinaryProfile
    let place = ends(source, destination)
    let link = Link(
      place, source: source, destination: destination, profile: profile,
      stream: stream(at: place))
    return links.insert(link)
  }

  private func ends(_ source: Int32, _ destination: Int32) -> StreamKey {
    StreamKey(hosts[Int(source)].key, hosts[Int(destination)].key)
  }

  private func stream(at place: StreamKey) -> RandomStream {
    simulation.streams.stream(.network, at: place, purpose: Network.purpose)
  }

  /// Has every link draw from the streams that the run draws from now.
  func renewChance() {
    links.forEach { $0.renew(stream(at: ends($0.source, $0.destination))) }
  }

  // MARK: Sending

  /// Sends a call's request or what answers it.
  func send(_ call: Call, _ role: Envelope.Role, from source: Int32, to destination: Int32) {
    unmanagedLink(from: source, to: destination)._withUnsafeGuaranteedRef { link in
      send(call, role, over: link)
    }
  }

  @inline(__always)
  private func send(_ call: Call, _ role: Envelope.Role, over link: Link) {
    let number = messageCount
    messageCount &+= 1
    let place = link.nextPlace(method: call.method.word)
    if role == .request { call.note.address = link.word &+ place }
    let sending = recordSending(call, role, link, number)
    let envelope = Envelope(
      call: .passUnretained(call), source: link.source, destination: link.destination,
      epoch: link.epoch, sending: sending, number: number, role: role)
    if link.isCut { return recordFate(.messageCut, envelope, call) }
    if link.isSmooth && !hasRules {
      dispatch(envelope, call, after: link.plainDelay(place))
    } else {
      sendWithFate(envelope, call, link, place)
    }
  }

  private func sendWithFate(_ envelope: Envelope, _ call: Call, _ link: Link, _ place: UInt64) {
    var envelope = envelope
    let isRequest = envelope.role == .request
    let fate = judge(envelope, call, address: link.word &+ place)
    var way = link.fate(
      place, bytes: Network.bytes(of: call), now: simulation.now.nanoseconds)
    if fate.isRefused && isRequest {
      recordFate(.messageRefused, envelope, call)
      return send(call, .refusal, from: envelope.destination, to: envelope.source)
    }
    if way.isLost || fate.isLost || fate.isRefused || fate.isHung && !isRequest {
      return recordFate(.messageLost, envelope, call)
    }
    if way.isOverflow { return recordFate(.messageOverflowed, envelope, call) }
    if way.isCorrupted || fate.damage != nil {
      recordFate(.messageCorrupted, envelope, call)
      if fate.damage.map({ $0 == .noticed }) ?? link.profile.detectsCorruption { return }
      envelope.isDamaged = true
    }
    envelope.isHung = fate.isHung
    if way.isReordered || fate.setback > .zero { recordFate(.messageReordered, envelope, call) }
    if fate.delay > .zero { recordFate(.messageDelayed, envelope, call) }
    way.delay += fate.delay.nanoseconds + fate.setback.nanoseconds
    if let delay = way.duplicateDelay { duplicate(envelope, call, after: delay) }
    for copy in fate.copies { duplicate(envelope, call, after: way.delay + copy.nanoseconds) }
    if link.isHolding || fate.isHeld {
      recordFate(.messageHeld, envelope, call)
      return link.keep(store(envelope, call))
    }
    dispatch(envelope, call, after: way.delay)
  }

  /// What the rules do to a message.
  private func judge(_ envelope: Envelope, _ call: Call, address: UInt64) -> MessageFate {
    var fate = MessageFate()
    guard hasRules else { return fate }
    let message = MessageInfo(
      source: envelope.source, destination: envelope.destination, method: call.method,
      isReply: envelope.role != .request, address: address, call: call)
    for rule in rules { rule.judge(message, &fate) }
    return fate
  }

  /// The size that a message counts with on a link of bounded bandwidth.
  private static func bytes(of call: Call) -> Int64 {
    Int64(200 + call.requestText.utf8.count)
  }

  private func duplicate(_ envelope: Envelope, _ call: Call, after delay: Int64) {
    let copy = envelope.role == .request ? call.copy() : call
    if copy !== call { copy.note.address = call.note.address ^ 1 }
    recordFate(.messageDuplicated, envelope, call)
    dispatch(envelope, copy, after: delay)
  }

  @inline(__always)
  private func store(_ envelope: Envelope, _ call: Call) -> Int {
    var envelope = envelope
    envelope.call = .passRetained(call)
    return pool.insert(envelope)
  }

  @inline(__always)
  private func dispatch(_ envelope: Envelope, _ call: Call, after delay: Int64) {
    let slot = store(envelope, call)
    simulation.schedule(
      arrival, at: Instant(nanoseconds: simulation.now.nanoseconds &+ delay),
      argument: UInt64(truncatingIfNeeded: slot))
  }

  // MARK: Arriving

  fileprivate func arrive(_ slot: Int) {
    let envelope = pool.remove(at: slot)
    let call = envelope.call.takeRetainedValue()
    let link = unmanagedLink(from: envelope.source, to: envelope.destination)
    if link._withUnsafeGuaranteedRef({ $0.isBlocked || $0.epoch != envelope.epoch }) {
      return arrive(envelope, call, over: link.takeUnretainedValue())
    }
    arrive(envelope, call)
  }

  @inline(__always)
  private func arrive(_ envelope: Envelope, _ call: Call) {
    table[Int(envelope.destination)]._withUnsafeGuaranteedRef { host in
      if host.isPaused { return host.keep(store(envelope, call)) }
      deliver(envelope, call, host)
    }
  }

  /// Lets what was cut, held or clogged meanwhile hit an envelope that was under way.
  private func arrive(_ envelope: Envelope, _ call: Call, over link: Link) {
    if link.isCut || envelope.epoch < link.cutEpoch {
      return recordFate(.messageCut, envelope, call)
    }
    if link.isHolding {
      recordFate(.messageHeld, envelope, call)
      return link.keep(store(envelope, call))
    }
    guard !link.clogs.isEmpty, envelope.epoch != link.epoch else { return arrive(envelope, call) }
    var later = envelope
    later.epoch = link.epoch
    recordFate(.messageDelayed, envelope, call)
    dispatch(later, call, after: link.clogDelay(envelope.number &* 16))
  }

  /// Fetches what an arrival will touch: the envelope at first, its call, then who waits for it.
  fileprivate func expect(_ slot: Int, _ step: Int) {
    if step == 0 { return pool.expect(slot) }
    pool.envelope(at: slot).call._withUnsafeGuaranteedRef { call in
      if step == 1 { return simulation.expect(call) }
      simulation.expect(Suspension(word: call.note.first), step - 2)
    }
  }

  /// Delivers what reached a host while it stood still.
  func deliverKept(_ slots: [Int], to host: Host) {
    for slot in slots {
      let envelope = pool.remove(at: slot)
      deliver(envelope, envelope.call.takeRetainedValue(), host, isAlone: slots.count == 1)
    }
  }

  @inline(__always)
  private func deliver(_ envelope: Envelope, _ call: Call, _ host: Host, isAlone: Bool = true) {
    if envelope.role == .request {
      guard let process = host.acceptingProcess else {
        recordFate(.messageRefused, envelope, call)
        if !host.isSilent, refusesUnheard {
          send(call, .refusal, from: envelope.destination, to: envelope.source)
        }
        return
      }
      if envelope.isHung {
        recordFate(.messageHung, envelope, call)
        return process.ignore(call, from: envelope.source)
      }
      let delivery = recordDelivery(envelope, call)
      process.receive(
        call, from: envelope.source, delivery: delivery, isDamaged: envelope.isDamaged,
        isAlone: isAlone)
    } else {
      conclude(call, envelope)
    }
  }

  /// Ends the caller's wait, if it still waits.
  private func conclude(_ call: Call, _ envelope: Envelope) {
    if let original = call.original {
      conclude(original, by: call, envelope)
    } else {
      conclude(call, by: call, envelope)
    }
  }

  @inline(__always)
  private func conclude(_ waiting: Call, by call: Call, _ envelope: Envelope) {
    let suspension = Suspension(word: waiting.note.first)
    guard simulation.isWaiting(suspension) else {
      return recordFate(.messageLate, envelope, call)
    }
    let delivery = recordDelivery(envelope, call)
    if delivery >= 0 { simulation.waitingTask(in: suspension)?.lastEvent = delivery }
    if waiting !== call { waiting.takeOutcome(of: call) }
    switch envelope.role {
    case .request, .reply: break
    case .refusal:
      waiting.failure = RPCError(
        .connectionRefused, "nobody listens at \(hosts[Int(envelope.source)].name)")
    case .reset:
      waiting.failure = RPCError(
        .connectionLost, "\(hosts[Int(envelope.source)].name) ended before it replied")
    }
    if envelope.isDamaged {
      waiting.failure = RPCError(.internal, "the reply could not be read", certainty: .indefinite)
    }
    simulation.wake(suspension, .resumed)
  }

  // MARK: Links as a whole

  /// Lets nothing through from some hosts to others.
  package func cut(from sources: [Int32], to destinations: [Int32]) {
    forEachLink(sources, destinations) { $0.cut() }
  }

  /// Takes back one cut from some hosts to others.
  package func heal(from sources: [Int32], to destinations: [Int32]) {
    forEachLink(sources, destinations) { if $0.isCut { $0.heal() } }
  }

  /// Makes links from some hosts to others slow until `unclog` is told the same number.
  package func clog(
    from sources: [Int32], to destinations: [Int32], _ number: Int, _ delay: Distribution,
    bandwidth: LinkProfile.Bandwidth? = nil
  ) {
    let clog = Link.Clog(law: DelayLaw(delay), bandwidth: bandwidth)
    forEachLink(sources, destinations) { $0.clog(number, clog) }
  }

  /// Takes back the clog of a number.
  package func unclog(from sources: [Int32], to destinations: [Int32], _ number: Int) {
    forEachLink(sources, destinations) { $0.unclog(number) }
  }

  /// Keeps back what is sent from some hosts to others and what is on its way; holds add up.
  package func hold(from sources: [Int32], to destinations: [Int32]) {
    forEachLink(sources, destinations) { $0.hold() }
  }

  /// Takes back one hold; after the last, what was kept goes on in the order in which it came.
  package func release(from sources: [Int32], to destinations: [Int32]) {
    forEachLink(sources, destinations) { link in
      for slot in link.release() {
        let envelope = pool.envelope(at: slot)
        recordFate(.messageReleased, envelope, envelope.call.takeUnretainedValue())
        simulation.schedule(arrival, at: simulation.now, argument: UInt64(slot))
      }
    }
  }

  /// How many envelopes are on their way or kept back.
  package var inFlightCount: Int { pool.count }

  /// Whether nothing goes through from one host to another, and whether messages are kept back.
  package func state(
    from source: Int32, to destination: Int32
  ) -> (isCut: Bool, isHeld: Bool) {
    let link = link(from: source, to: destination)
    return (link.isCut, link.isHolding)
  }

  /// Changes how links from some hosts to others behave.
  package func change(
    from sources: [Int32], to destinations: [Int32], _ change: (inout LinkProfile) -> Void
  ) {
    forEachLink(sources, destinations) { link in
      var profile = link.profile
      change(&profile)
      link.change(to: profile)
    }
  }

  private func forEachLink(
    _ sources: [Int32], _ destinations: [Int32], _ body: (Link) -> Void
  ) {
    for source in sources {
      for destination in destinations where source != destination {
        body(link(from: source, to: destination))
      }
    }
  }
}

// MARK: Recording

extension Network {
  @inline(__always)
  private func recordSending(
    _ call: Call, _ role: Envelope.Role, _ link: Link, _ number: UInt64
  ) -> Int32 {
    simulation.record(
      .messageSent, at: link.source, peer: link.destination, subject: number,
      value: call.method.word ^ UInt64(role.rawValue), text: "\(call.method) \(role.text)",
      detail: role == .request ? call.requestText : call.replyText,
      content: {
        if role == .request {
          call.fingerprintRequest(into: &$0)
        } else {
          call.fingerprintReply(into: &$0)
        }
      })
  }

  private func recordDelivery(_ envelope: Envelope, _ call: Call) -> Int32 {
    simulation.record(
      .messageDelivered, at: envelope.destination, peer: envelope.source,
      subject: envelope.number, cause: envelope.sending,
      text: "\(call.method) \(envelope.role.text)")
  }

  private func recordFate(_ kind: TraceKind, _ envelope: Envelope, _ call: Call) {
    simulation.record(
      kind, at: envelope.destination, peer: envelope.source, subject: envelope.number,
      cause: envelope.sending, text: "\(call.method) \(envelope.role.text)")
  }
}

/// Told when an envelope arrives.
private final class Arrivals: EventHandler {
  @exclusivity(unchecked) var network: Unmanaged<Network>?

  override func fire(_ argument: UInt64) {
    network?._withUnsafeGuaranteedRef { $0.arrive(Int(truncatingIfNeeded: argument)) }
  }

  override func expect(_ argument: UInt64, _ step: Int) {
    network?._withUnsafeGuaranteedRef { $0.expect(Int(truncatingIfNeeded: argument), step) }
  }
}
