import OrreryTesting
import Testing

@Suite struct BankTests {
  @Test func `a deposit is booked once whatever happens`() throws {
    let summary = try simulate(
      BankSystem.system, .file("Scenarios/deposits.jsonc"), seeds: 1...200)
    #expect(summary.runs > 0)
    #expect(summary.violated == 0)
  }

  @Test func `a ledger that does not check is found out`() throws {
    // Without withKnownIssue this is what a failing test looks like.
    try withKnownIssue {
      try simulate(BankSystem.system, .file("Scenarios/unchecked.jsonc"), seeds: 1...200)
    } matching: { issue in
      issue.comments.contains { $0.rawValue.contains("violated  booked-once") }
    }
  }

  @Test func `what clients are told fits an account that is asked one at a time`() throws {
    let summary = try simulate(
      BankSystem.system, .file("Scenarios/answers.jsonc"), seeds: 1...200)
    #expect(summary.runs > 0)
    #expect(summary.violated == 0)
  }

  @Test func `a ledger that does not check is found out by its answers, too`() throws {
    try withKnownIssue {
      try simulate(BankSystem.system, .file("Scenarios/answers-unchecked.jsonc"), seeds: 1...200)
    } matching: { issue in
      issue.comments.contains { $0.rawValue.contains("violated  one-account") }
    }
  }

  @Test func `the same seeds make the same runs`() throws {
    let runs = try (1...2).map { _ in
      try simulate(BankSystem.system, .file("Scenarios/deposits.jsonc"), seeds: 1...20)
    }
    #expect(runs[0] == runs[1])
  }

  @Test func `a mistake in a scenario is told with its place`() {
    let text = "{ \"version\": 1, \"services\": { \"vault\": { \"kind\": \"Vault\" } } }"
    #expect {
      try simulate(BankSystem.system, .text(text, named: "typo"))
    } throws: { "\($0)".contains("typo.jsonc:1:") }
  }
}
