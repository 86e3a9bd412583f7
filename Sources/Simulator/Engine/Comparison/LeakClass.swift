/// Ways in which a run comes to depend on more than its seed.
package enum LeakClass: String, Hashable, Sendable, CaseIterable {
  /// The order in which a hash table holds its elements.
  case hashOrder = "hash order"
  /// A clock of the real world.
  case realClock = "real clock"
  /// Random bits of the system.
  case entropy = "entropy of the system"
  /// What an earlier run in the same process left behind.
  case staticState = "static state"
  /// The address of an object as a key or a number.
  case address = "address as a key"
  /// The order of tasks or timers that are due at one instant.
  case equalTimers = "order of equal timers"
  /// Floating-point arithmetic that differs between builds, machines or libraries.
  case floatRounding = "float rounding"
  /// The environment of the process.
  case environment = "environment variable"
  /// Another thread.
  case foreignThread = "foreign thread"
  /// Nothing that the evidence tells.
  case unknown

  /// The class of what was seen asking the real world; nothing where that says too little.
  package init?(_ escape: Escape.Kind) {
    switch escape {
    case .clock, .sleep: self = .realClock
    case .entropy: self = .entropy
    case .environment: self = .environment
    case .block, .thread, .foreignJob, .mainActor: self = .foreignThread
    case .stall: return nil
    }
  }

  /// What to look for in the code.
  package var advice: String {
    switch self {
    case .hashOrder: "iterate over an ordered collection or over sorted keys"
    case .realClock: "ask the clock of the service context"
    case .entropy: "draw from the random source of the service context"
    case .staticState: "keep state in the service, not in static or global variables"
    case .address: "compare and sort by identifiers of your own, not by object identity"
    case .equalTimers: "give what is due at one instant an order of its own"
    case .floatRounding: "compute with integers what decides or is stored"
    case .environment: "pass settings in with the scenario"
    case .foreignThread: "start work with the task scope of the service context"
    case .unknown: "compare the two traces around the event"
    }
  }
}

/// How two compared runs were carried out differently although their seed was the same.
package struct Circumstances: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// In two processes.
  package static let process = Circumstances(rawValue: 1)
  /// With two seeds of hash tables.
  package static let hashSeed = Circumstances(rawValue: 2)
  /// With two sets of environment variables.
  package static let environment = Circumstances(rawValue: 4)
  /// One of them after other runs in its process.
  package static let earlierRuns = Circumstances(rawValue: 8)
  /// By two builds, or on two machines.
  package static let build = Circumstances(rawValue: 16)
}

extension Circumstances: CustomStringConvertible {
  /// Which two executions were compared.
  package var description: String {
    var parts: [String] = []
    if contains(.hashSeed) { parts.append("with different seeds of hash tables") }
    if contains(.environment) { parts.append("with different environments") }
    if contains(.earlierRuns) { parts.append("of which one ran something else before") }
    if contains(.build) { parts.append("of different builds") }
    if parts.isEmpty { parts.append("in equal surroundings") }
    return (contains(.process) ? "two processes " : "two runs ") + parts.joined(separator: ", ")
  }
}
