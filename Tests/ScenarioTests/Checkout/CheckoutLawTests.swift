import Checking
import Harness
import ShopSimulation
import Engine
import Testing

/// Each law of a checkout is seen broken by code that looks right, or by records that are forged.
@Suite struct CheckoutLawTests {
  private let replyLost =
    #"{ "id": "f", "when": { "message": { "path": "inventory->orders", "type": "inventory.reserve", "where": "reply", "nth": 1 } }, "do": { "drop": true } }"#

  @Test func `no law is broken where nothing is careless`() throws {
    #expect(try CheckoutRun().broken().isEmpty)
    let cancelled = CheckoutRun(order: #""order": "1", "items": "console:11""#)
    #expect(try cancelled.broken().isEmpty)
  }

  @Test func `an inventory that forgets keeps units twice and sells what it does not keep`() throws
  {
    let lossy = CheckoutRun(inventory: #""reservations": "forgetful""#, faults: replyLost)
    #expect(
      try lossy.broken() == ["held-units-are-reserved", "reservations-end-once"])
    let short = CheckoutRun(
      inventory: #""reservations": "forgetful""#, stock: 2,
      order: #""order": "1", "items": "console:2""#,
      faults:
        #"{ "id": "f", "when": { "message": { "path": "inventory->orders", "type": "inventory.consume", "where": "reply", "nth": 1 } }, "do": { "drop": true } }"#
    )
    let broken = try short.broken()
    #expect(broken.contains("nothing-is-oversold"))
    #expect(broken.contains("sold-units-are-bought"))
  }

  @Test func `people who are called are excused by one fault that outlasts all patience`() throws {
    var run = CheckoutRun(
      order: #""order": "1", "items": "console:2", "card": "card-without-money""#)
    run.heals = false
    run.settle = "600s"
    let asked =
      #""message": { "path": "orders->payments", "type": "payments.authorize", "nth": 1 }"#
    run.faults =
      #"{ "id": "f", "when": { \#(asked) }, "do": { "partition": { "between": ["orders", "inventory"] } }, "for": "500s" }"#
    let cut = try run.run()
    #expect(cut.operations.count == 1 && cut.deadFaults.isEmpty)
    #expect(try run.broken().isEmpty)
    run.faults =
      #"{ "id": "f", "when": { "message": { "path": "orders->inventory", "type": "inventory.release" } }, "do": { "drop": true } }"#
    #expect(try run.broken() == ["nobody-has-to-be-called"])
    run.faults =
      #"{ "id": "f", "when": { "message": { "path": "orders->inventory", "type": "inventory.release" } }, "do": { "drop": true } }, { "id": "g", "when": { \#(asked) }, "do": { "partition": { "between": ["orders", "shipping"] } }, "for": "500s" }"#
    #expect(try run.broken() == ["nobody-has-to-be-called"], "what goes wrong elsewhere is none")
    run.faults =
      #"{ "id": "f", "when": { "message": { "path": "orders->inventory", "type": "inventory.release" } }, "do": { "drop": true } }, { "id": "g", "when": { \#(asked) }, "do": { "slow": 2 }, "on": "orders", "for": "500s" }"#
    #expect(
      try run.broken() == ["nobody-has-to-be-called"], "whoever asks could have been answered")
  }

  /// The laws that the committed careless scenarios break, each by its own.
  @Test(arguments: [
    ("acts-before-it-writes", "money-matches-orders"),
    ("bookings-told-twice", "bookings-count-once"),
    ("compensation-without-identity", "reservations-end-once"),
    ("expiry-races-a-slow-payment", "nobody-has-to-be-called"),
    ("new-key-per-attempt", "money-matches-orders"),
    ("no-record", "every-checkout-ends"),
    ("recovery-without-a-lease", "promises-are-kept"),
    ("release-overtakes-reserve", "undone-means-undone"),
    ("silence-is-a-decline", "money-matches-orders"),
    ("silence-is-a-no", "money-matches-orders"),
    ("undone-is-believed", "money-matches-orders"),
  ])
  func `the careless form breaks its law under every seed and the guarded one none`(
    _ hazard: String, _ law: String
  ) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let careless = try Project.runner("Scenarios/Sagas/\(hazard)/careless.jsonc").run(.init(seed))
      let broken = careless.reports.filter(\.verdict.isViolated).map(\.id)
      #expect(broken.contains(law), "\(hazard) seed \(seed): \(broken)")
      #expect(careless.deadFaults.isEmpty, "\(hazard) seed \(seed)")
      let guarded = try Project.runner("Scenarios/Sagas/\(hazard)/guarded.jsonc").run(.init(seed))
      #expect(guarded.firstViolation == nil, "\(hazard) seed \(seed)")
      #expect(guarded.deadFaults.isEmpty, "\(hazard) seed \(seed)")
    }
  }

  @Test(arguments: Forgery.all)
  func `a forged record breaks the law that it offends`(_ forgery: Forgery) throws {
    var run = CheckoutRun()
    run.system = forgery.system
    let broken = try run.broken()
    #expect(broken.contains(forgery.law), "\(broken)")
  }

  @Test func `every law of a checkout is broken by something here`() {
    let here =
      [
        "held-units-are-reserved", "nothing-is-oversold", "sold-units-are-bought",
        "money-matches-orders", "bookings-count-once", "reservations-end-once",
        "nobody-has-to-be-called", "every-checkout-ends", "promises-are-kept",
        "undone-means-undone", "charged-at-most-once", "refusals-are-not-repeated",
        "refunds-stay-within-the-charge",
      ] + Forgery.all.map(\.law)
    for law in CheckoutLaws.all { #expect(here.contains(law), "\(law) is never seen broken") }
  }
}
