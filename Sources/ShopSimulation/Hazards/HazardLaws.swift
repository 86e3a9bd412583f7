import Harness

/// The laws of the hazards, as scenarios may name them.
enum HazardLaws {
  /// Each law and what it says.
  static let entries: [ScenarioVocabulary.Entry] = [
    .init("shelves-agree-with-movements", "a shelf holds what its movements leave of it"),
    .init("shelves-are-never-below-zero", "no shelf has fewer than no units, free or held"),
    .init("units-move-once", "no order takes, holds, sells or frees its units twice"),
    .init("never-more-than-there-was", "what is sold and held is no more than there was"),
    .init("tokens-never-go-back", "no former owner of a lease writes after a later one"),
    .init("one-key-per-order", "an order has one key, and no other order has it"),
    .init("keys-and-effects-together", "an effect is durable exactly if its key is"),
    .init("every-effect-has-a-key", "nothing is taken for a request without a key"),
    .init("one-answer-per-key", "all answers to one request under a key are equal"),
    .init("a-key-means-one-request", "another request under a used key is refused"),
    .init("holds-end-once", "a hold is released, expires or is sold, and that once"),
    .init("every-hold-ends", "nothing is held in the end"),
    .init("expired-holds-are-not-sold", "what was held for too long is not sold afterwards"),
    .init("holds-are-sold-in-time", "what is held is sold before the time of its hold is over"),
    .init("charged-at-most-once", "no order is charged or refunded twice"),
    .init("money-only-for-what-is-sold", "in the end money is kept for confirmed orders only"),
    .init("confirmed-means-taken", "a confirmed order has its units"),
    .init("refused-means-nothing", "a refused order has no units from then on"),
    .init("refused-owns-nothing", "in the end no refused order has units"),
    .init("taken-means-asked", "in the end units belong to purchases that exist"),
    .init("every-purchase-ends", "each purchase is confirmed or refused in the end"),
    .init("answered-in-time", "every customer has an answer within five seconds"),
  ]
}
