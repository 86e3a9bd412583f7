package import Checking
package import Primitives

/// A law that the run is judged by.
package struct ScenarioProperty: ScenarioPart {
  /// The name of the law.
  package var id = ""
  /// The form of the law; nothing when the system itself knows a law of this name.
  package var kind: Kind?
  /// What it is about: names of what services let be observed.
  package var of: [String] = []
  /// The field that tells things apart.
  package var by: String?
  /// Which things count.
  package var filter: String?
  /// The condition.
  package var expression: String?
  /// What one client at a time would see.
  package var model: Model?
  /// The level of isolation that transactions keep.
  package var level: IsolationLevel?
  /// What there is before the first operation, or the sum that stays.
  package var initial: JSONNode?
  /// The share of calls that a bound on waiting is about.
  package var percentile: Ratio?
  /// The figure that must not be passed.
  package var atMost: Ratio?
  /// The figure that must be reached.
  package var atLeast: Ratio?
  /// The fault that it is about.
  package var fault: String?
  /// How soon it must hold.
  package var within: Duration?
  /// From when on it must hold.
  package var after: Duration?
  /// When it is looked at; the kind decides when absent.
  package var when: Moment?
  /// How bad it is when it is broken.
  package var severity = Severity.error
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// The form of a law.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// It holds after every event.
    case always
    /// It holds at some time.
    case eventually
    /// It holds at the end.
    case final
    /// It holds at no time.
    case never
    /// It holds at some time in at least one run.
    case sometimes
    /// The sum stays the same.
    case conserved
    /// No two things are alike.
    case unique
    /// It never gets less.
    case monotonic
    /// Every operation seems to happen at one instant.
    case linearizable
    /// Transactions seem to happen one after the other.
    case serializable
    /// Doing it twice does it once.
    case idempotent
    /// Every saga ends done or undone as a whole.
    case sagaComplete
    /// Nobody waits for ever.
    case noDeadlock
    /// Copies equal their source when all is quiet.
    case convergence
    /// Copies never lag behind their source for long.
    case staleness
    /// Answers come in time.
    case latency
    /// Few calls fail.
    case errorRate
    /// Few requests are made for what a client asks once.
    case amplification
    /// Calls succeed again soon after a fault.
    case recovery
    /// Calls succeed while a fault lasts.
    case availability
  }

  /// What one client at a time would see.
  package enum Model: String, CaseIterable, Hashable, Sendable {
    /// A value that is read and written.
    case register
    /// The same, which can also be swapped for another if it is the expected one.
    case casRegister = "cas-register"
    /// A number that is raised and read.
    case counter
    /// What is put in first comes out first.
    case queue
    /// Units that are reserved, then sold or released.
    case stock
    /// Accounts between which money is moved.
    case bank
  }

  /// When a law is looked at.
  package enum Moment: String, CaseIterable, Hashable, Sendable {
    /// After each event.
    case event
    /// Whenever nothing is under way.
    case quiescent
    /// When the run has settled.
    case end
    /// After each event while a fault lasts.
    case faults
  }

  /// How bad it is when a law is broken.
  package enum Severity: String, CaseIterable, Hashable, Sendable {
    /// The verdict is violated.
    case error
    /// The report says so.
    case warning
  }
}
