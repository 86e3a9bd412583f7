package import Engine
package import Primitives

/// Something that goes wrong: when, what and to whom.
package struct ScenarioFault: ScenarioPart {
  /// The name of the fault, by which reports and other faults call it.
  package var id = ""
  /// When it happens; all conditions that are given must hold.
  package var when = ScenarioTrigger()
  /// What happens.
  package var action = FaultAction.drop
  /// To whom; those that the trigger is about when empty.
  package var on: [Selector] = []
  /// For how long; until the end or until it is healed when absent.
  package var lasting: Distribution?
  /// Whether it is undone before the last checks.
  package var heal = Heal.auto
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// Whether a fault is undone when the run settles.
  package enum Heal: String, CaseIterable, Hashable, Sendable {
    /// It is, at the latest when the run settles.
    case auto
    /// It stays.
    case never
  }
}

/// When a fault happens.
package struct ScenarioTrigger: ScenarioPart {
  /// At an instant, counted from the beginning.
  package var at: Distribution?
  /// Again and again, with this time in between.
  package var every: Distribution?
  /// Only within a stretch of time.
  package var during: ScenarioWindow?
  /// At a message.
  package var message: MessageTrigger?
  /// At a failpoint.
  package var failpoint: FailpointTrigger?
  /// At something the trace shows.
  package var event: EventTrigger?
  /// After another fault has happened.
  package var afterFault: String?
  /// How long after the conditions hold.
  package var delay: Distribution?
  /// How many of the occasions are taken.
  package var probability = Ratio.one
  /// How many occasions are taken at most; any number when absent.
  package var budget: Int?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// Whether nothing says when.
  package var isEmpty: Bool {
    at == nil && every == nil && during == nil && message == nil && failpoint == nil
      && event == nil && afterFault == nil
  }
}

/// A stretch of time, both ends counted from the beginning of the run.
package struct ScenarioWindow: Hashable, Sendable {
  /// When it begins.
  package var from: Duration
  /// When it ends.
  package var until: Duration

  /// The stretch between two instants.
  package init(from: Duration, until: Duration) {
    self.from = from
    self.until = until
  }
}

/// A message that a fault waits for.
package struct MessageTrigger: ScenarioPart {
  /// On which links; on any when absent.
  package var path: Selector?
  /// Of which type; of any when absent.
  package var type: String?
  /// The how manieth that matches, counted per seed; each when absent.
  package var nth: Int?
  /// Whether requests or replies are meant.
  package var leg = Leg.any
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// Which half of a call a message is.
  package enum Leg: String, CaseIterable, Hashable, Sendable {
    /// Either.
    case any
    /// What is asked.
    case request
    /// What is answered.
    case reply
  }
}

/// A failpoint that a fault waits for.
package struct FailpointTrigger: ScenarioPart {
  /// In which service; in any when absent.
  package var service: String?
  /// Its name.
  package var name = ""
  /// The how manieth time it is reached, counted per seed; each time when absent.
  package var nth: Int?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// Something in the trace that a fault waits for.
package struct EventTrigger: ScenarioPart {
  /// The kind of event.
  package var kind = ""
  /// Of which service; of any when absent.
  package var service: String?
  /// The how manieth, counted per seed; each when absent.
  package var nth: Int?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}
