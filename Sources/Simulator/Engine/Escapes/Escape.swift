public import Primitives

/// Something that code of a run asked of the real world, where no seed decides the answer.
///
/// A run in which it happened cannot be repeated and is neither passed nor failed.
public struct Escape: Hashable, Sendable {
  /// The class of what was asked for.
  public let kind: Kind
  /// What was called, as a person would look for it in the code.
  public let function: String
  /// The place whose code called it.
  public let place: String
  /// The label of the task that called it.
  public let task: String
  /// When, in virtual time.
  public let instant: Instant

  init(_ kind: Kind, _ function: String, place: String, task: String, instant: Instant) {
    self.kind = kind
    self.function = function
    self.place = place
    self.task = task
    self.instant = instant
  }

  /// Classes of what code asks of the real world.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The time of day or the time since a beginning.
    case clock
    /// Random bits of the system.
    case entropy
    /// A pause of real length.
    case sleep
    /// A wait that stops the thread of the whole run.
    case block
    /// Work for a thread of its own or for a queue.
    case thread
    /// The main actor.
    case mainActor
    /// A job that came from a thread outside the run.
    case foreignJob
    /// A variable of the process's environment.
    case environment
    /// Code that never comes back.
    case stall

    /// What happened, and what to use instead.
    var words: (happened: String, instead: String) {
      switch self {
      case .clock: ("reads a real clock", "the clock of the service context")
      case .entropy: ("draws from the system's entropy", "the random source of the service context")
      case .sleep: ("sleeps in real time", "the sleep of the service context's clock")
      case .block: ("blocks the thread that runs everything", "an await that suspends")
      case .thread: ("hands work to another thread", "the task scope of the service context")
      case .mainActor: ("hops to the main actor", "an actor or the process's own isolation")
      case .foreignJob: ("goes on from another thread", "the task scope of the service context")
      case .environment:
        ("reads the environment of the process", "settings that come with the scenario")
      case .stall: ("does not come back", "loops that await something")
      }
    }
  }

  /// What to use instead.
  public var advice: String { kind.words.instead }
}

extension Escape: CustomStringConvertible {
  /// Task, place, what happened, when, and what to use instead, in a sentence.
  public var description: String {
    "\(task) on \(place) \(kind.words.happened) (\(function)) at \(instant); use \(advice)"
  }
}
