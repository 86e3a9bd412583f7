package import ShopEvents

/// How a payments service works.
package struct PaymentsConfiguration: Sendable {
  /// How the service hears of orders; nothing where it does not.
  package var events: EventRules?
  /// How long the processor has to answer.
  package var processorTimeout: Duration
  /// What the processor knows a charge by.
  package var references: References
  /// What it means that the processor does not answer.
  package var silence: Silence
  /// What a refusal for good means.
  package var refusals: Refusals
  /// What becomes of a booking that the processor tells of twice.
  package var settlements: Settlements
  /// How money goes back.
  package var repayment: Repayment
  /// How often the books are compared with the processor's; nothing where they are not.
  package var reconciliation: Duration?
  /// How long a difference must last before it is repaired.
  package var reconciliationGrace: Duration

  package init(
    processorTimeout: Duration = .seconds(2), references: References = .onePerPayment,
    silence: Silence = .unknown, refusals: Refusals = .final, settlements: Settlements = .once,
    repayment: Repayment = .byName,
    reconciliation: Duration? = nil, reconciliationGrace: Duration = .seconds(60)
  ) {
    self.processorTimeout = processorTimeout
    self.references = references
    self.silence = silence
    self.refusals = refusals
    self.settlements = settlements
    self.repayment = repayment
    self.reconciliation = reconciliation
    self.reconciliationGrace = reconciliationGrace
  }

  /// What the processor knows a charge by.
  package enum References: String, Sendable, CaseIterable {
    /// One name for the payment, the same in every attempt.
    case onePerPayment = "one-per-payment"
    /// A new name for each attempt, so that the processor cannot know a repetition.
    case onePerAttempt = "one-per-attempt"
  }

  /// What it means that the processor does not answer.
  package enum Silence: String, Sendable, CaseIterable {
    /// Nobody knows what happened: it is asked for under the same name until it is known.
    case unknown
    /// The card does not pay.
    case decline
    /// The money that was to be taken is taken.
    case success
  }

  /// What a refusal for good means.
  package enum Refusals: String, Sendable, CaseIterable {
    /// The payment has failed, and nobody asks again.
    case final
    /// The same as any failure: perhaps it helps to ask again.
    case retried
  }

  /// What becomes of a booking that the processor tells of twice.
  package enum Settlements: String, Sendable, CaseIterable {
    /// It counts once.
    case once
    /// It counts as often as it is told.
    case each
    /// It counts once, and the payment stands where the booking has it.
    case believed
  }

  /// How money goes back.
  package enum Repayment: String, Sendable, CaseIterable {
    /// As a refund of the charge under a name, which is carried out once and within the charge.
    case byName = "by-name"
    /// As a credit to the card, whatever was taken from it and whatever went back before.
    case asCredit = "as-credit"
  }
}
