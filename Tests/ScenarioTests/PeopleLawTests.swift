import Checking
import Engine
import Harness
import Primitives
import ServiceRuntime
import ShopContracts
import ShopSimulation
import Testing

@testable import Users

/// The laws about accounts and messages are seen broken, too.
@Suite struct PeopleLawTests {
  private func broken(
    _ text: String, system: SystemUnderTest = ShopSystem.system
  ) throws -> [String] {
    let reading = ScenarioReader(vocabulary: system.vocabulary)
      .read(path: "law.jsonc", bytes: Array(text.utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
    let record = ScenarioRunner(document, system: system).run(7)
    return record.reports.filter(\.verdict.isViolated).map(\.id)
  }

  private func messages(_ deduplication: String) -> String {
    """
    { "version": 1, "name": "law",
      "services": { "notifications": {
        "kind": "Notifications", "config": { "deduplication": "\(deduplication)" } } },
      "workload": [ { "id": "tell", "from": "client:alice", "do": "notify",
        "every": "2s", "count": 2, "at": "100ms" } ],
      "faults": [ { "id": "die", "when": { "failpoint": {
        "service": "notifications", "name": "after-commit-before-reply", "nth": 1 } },
        "do": { "crash": true } } ] }
    """
  }

  @Test func `a message that is asked for again after a lost reply is told twice unguarded`() throws
  {
    #expect(try broken(messages("unguarded")) == ["customers-are-told-once"])
    #expect(try broken(messages("content-hash")).isEmpty)
  }

  @Test func `two registrations with one email break the law where nobody looks`() throws {
    let scenario = """
      { "version": 1, "name": "law", "services": { "users": { "kind": "Users" } },
        "workload": [
          { "id": "one", "from": "client:alice", "do": "register",
            "args": { "email": "a@example.com" }, "at": "100ms" },
          { "id": "two", "from": "client:bob", "do": "register",
            "args": { "email": "A@example.com" }, "at": "100ms" } ] }
      """
    let shop = ShopSystem.system
    let careless = SystemUnderTest(
      name: shop.name, vocabulary: shop.vocabulary,
      makeService: { context, _ in CarelessUsers(context) }, perform: shop.perform, laws: shop.laws)
    #expect(try broken(scenario, system: careless) == ["emails-belong-to-one-account"])
    #expect(try broken(scenario).isEmpty)
  }

  /// Opens accounts without looking whether somebody has the email.
  private final class CarelessUsers: Service {
    private let context: ServiceContext

    init(_ context: ServiceContext) {
      self.context = context
    }

    func start() async throws {
      context.handle(CreateUser.self) { request, _ in
        let hash = PasswordHashing.saltedDigest().keep(request.password.text, salt: "salt")
        let account = UserAccount(request, password: hash, at: self.context.clock.wallTime)
        try await self.context.store.transaction { transaction in
          try await transaction.insert(UsersService.accountTable, account.id.text, account)
        }
        return account.profile
      }
    }
  }
}
