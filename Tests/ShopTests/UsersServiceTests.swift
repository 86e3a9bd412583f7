import Engine
import Primitives
import ServiceRuntime
import ShopContracts
import Testing
import World

@testable import Users

@Suite struct UsersServiceTests {
  static let home = PostalAddress(
    street: "1 Main St", city: "Springfield", state: "IL", postalCode: "62701", country: "US")

  static func world(
    seed: Seed = 1, isolation: IsolationLevel = .serializable,
    _ configuration: UsersConfiguration = UsersConfiguration(hashing: .saltedDigest(rounds: 2))
  ) -> ServiceWorld {
    ServiceWorld(UsersAPI.service, seed: seed, isolation: isolation) {
      UsersService($0, configuration)
    }
  }

  static func create(
    _ context: ServiceContext, _ user: CustomerID = "alice",
    email: String = "Alice@Example.com", password: String = "passw0rd", name: String = "Alice",
    address: PostalAddress? = nil
  ) async -> Result<UserProfile, RPCError> {
    await context.outcome(
      CreateUser(
        user: user, email: email, password: Secret(password), firstName: name, lastName: "Lee",
        address: address), to: UsersAPI.service)
  }

  private func create(
    _ context: ServiceContext, _ user: CustomerID = "alice", email: String = "Alice@Example.com",
    password: String = "passw0rd"
  ) async -> Result<UserProfile, RPCError> {
    await Self.create(context, user, email: email, password: password)
  }

  private func update(
    _ context: ServiceContext, key: String?, email: String? = nil, name: String? = nil,
    isActive: Bool? = nil
  ) async -> Result<UserProfile, RPCError> {
    await context.outcome(
      UpdateUser(user: "alice", email: email, firstName: name, isActive: isActive),
      to: UsersAPI.service, key: key)
  }

  private func accounts(_ world: ServiceWorld) -> Int {
    world.host.disk.database.count(of: UsersService.accountTable.name)
  }

  private func account(_ world: ServiceWorld) -> UserAccount? {
    world.host.disk.database.value(of: UsersService.accountTable, "alice")
  }

  @Test func `an account is opened once and a repetition finds it`() {
    let world = Self.world()
    var profiles: [UserProfile?] = []
    world.run { context in
      for _ in 0..<3 { profiles.append(await self.create(context).reply) }
    }
    let expected = UserProfile(
      user: "alice", email: "alice@example.com", firstName: "Alice", lastName: "Lee")
    #expect(profiles == [expected, expected, expected])
    #expect(accounts(world) == 1)
  }

  @Test func `an email or an id of another account is refused`() {
    let world = Self.world()
    var refusals: [RPCError?] = []
    world.run { context in
      _ = await self.create(context)
      refusals.append(await self.create(context, "bob", email: "ALICE@example.com").failure)
      refusals.append(await self.create(context, "alice", email: "bob@example.com").failure)
      refusals.append(await self.create(context, "alice", password: "an0ther one").failure)
    }
    #expect(refusals.allSatisfy { $0?.code == .alreadyExists && $0?.certainty == .definite })
    #expect(
      refusals.map { $0?.details } == [["field": "email"], ["field": "user"], ["field": "user"]])
    #expect(accounts(world) == 1)
  }

  @Test func `of two registrations at once with one email one succeeds`() {
    for isolation in IsolationLevel.allCases {
      for seed in 1...20 as ClosedRange<UInt64> {
        let world = Self.world(seed: Seed(seed), isolation: isolation)
        var outcomes: [Result<UserProfile, RPCError>] = []
        world.run { context in
          try await context.race(
            { outcomes.append(await self.create(context, "alice")) },
            { outcomes.append(await self.create(context, "bob")) })
        }
        #expect(outcomes.filter { $0.reply != nil }.count == 1, "\(isolation) seed \(seed)")
        #expect(
          outcomes.compactMap(\.failure).map(\.code) == [.alreadyExists],
          "\(isolation) seed \(seed)")
        #expect(accounts(world) == 1, "\(isolation) seed \(seed)")
      }
    }
  }

  @Test func `bad registrations name the field and leave nothing`() {
    let world = Self.world()
    var nowhere = Self.home
    nowhere.city = ""
    var fields: [String?] = []
    world.run { context in
      let outcomes = [
        await Self.create(context, name: " "), await Self.create(context, email: "alice"),
        await Self.create(context, password: "passwrd"),
        await Self.create(context, password: "no digit here"),
        await Self.create(context, password: "1234567890"),
        await Self.create(context, address: nowhere),
      ]
      #expect(outcomes.allSatisfy { $0.failure?.code == .invalidArgument })
      fields = outcomes.map { $0.failure?.details["field"] }
    }
    #expect(fields == ["firstName", "email", "password", "password", "password", "address"])
    #expect(accounts(world) == 0)
  }

  @Test func `missing and inactive users are not valid, and asking never fails`() {
    let world = Self.world()
    var answers: [Bool?] = []
    world.run { context in
      func isValid() async -> Bool? {
        await context.outcome(ValidateUser(user: "alice"), to: UsersAPI.service).reply?.isValid
      }
      answers.append(await isValid())
      _ = await self.create(context)
      answers.append(await isValid())
      _ = await self.update(context, key: "disable:alice", isActive: false)
      answers.append(await isValid())
    }
    #expect(answers == [false, true, false])
  }

  @Test func `a change keeps what it does not name, and each makes the account later`() {
    let world = Self.world()
    var profile: UserProfile?
    world.run { context in
      _ = await Self.create(context, address: Self.home)
      _ = await self.update(context, key: "update:1", name: "Alicia")
      profile = await context.outcome(GetUser(user: "alice"), to: UsersAPI.service).reply
    }
    #expect(profile?.firstName == "Alicia")
    #expect(profile?.lastName == "Lee")
    #expect(profile?.address == Self.home)
    guard let account = account(world) else {
      Issue.record("there should be an account")
      return
    }
    #expect(account.updatedAt > account.createdAt)
    var changed = account
    changed.change(by: UpdateUser(user: "alice"), at: account.createdAt)
    #expect(changed.updatedAt > account.updatedAt)
  }

  @Test func `a late repetition of a change does not undo a newer one`() {
    let world = Self.world()
    var names: [String?] = []
    world.run { context in
      _ = await self.create(context)
      for (key, name) in [("update:1", "Ann"), ("update:2", "Bea"), ("update:1", "Ann")] {
        names.append(await self.update(context, key: key, name: name).reply?.firstName)
      }
    }
    #expect(names == ["Ann", "Bea", "Ann"])
    #expect(account(world)?.firstName == "Bea")
  }

  @Test func `bad changes are refused for certain and change nothing`() {
    let world = Self.world()
    var refusals: [RPCError?] = []
    world.run { context in
      refusals.append(await self.update(context, key: "update:0", name: "Ann").failure)
      _ = await self.create(context)
      _ = await self.create(context, "bob", email: "bob@example.com")
      refusals.append(await self.update(context, key: nil, name: "Ann").failure)
      refusals.append(await self.update(context, key: "update:1", name: "").failure)
      refusals.append(await self.update(context, key: "update:2", email: "Bob@example.com").failure)
      _ = await self.update(context, key: "update:3", name: "Bea")
      refusals.append(await self.update(context, key: "update:3", name: "Cleo").failure)
    }
    #expect(
      refusals.map(\.?.code) == [
        .notFound, .invalidArgument, .invalidArgument, .alreadyExists, .invalidArgument,
      ])
    #expect(account(world)?.firstName == "Bea")
    #expect(account(world)?.email == "alice@example.com")
  }

  @Test func `an email that was given up is free again`() {
    let world = Self.world()
    var second: UserProfile?
    world.run { context in
      _ = await self.create(context)
      _ = await self.update(context, key: "update:1", email: "al@example.com")
      second = await self.create(context, "bob").reply
    }
    #expect(second?.email == "alice@example.com")
    #expect(account(world)?.email == "al@example.com")
  }

  @Test func `an account is there once though the service dies at any of its points`() {
    for point in UsersService.failpoints.map(\.name) {
      let world = Self.world()
      world.crash(at: point)
      world.run { context in
        for _ in 0..<2 {
          _ = await self.create(context)
          try await context.clock.sleep(for: .seconds(1))
          _ = await self.update(context, key: "update:1", name: "Ann")
          try await context.clock.sleep(for: .seconds(1))
        }
      }
      #expect(world.host.incarnations == 2, "\(point)")
      #expect(accounts(world) == 1, "\(point)")
      #expect(account(world)?.firstName == "Ann", "\(point)")
    }
  }

  @Test func `the initial accounts are opened at the first start only`() {
    let alice = CreateUser(
      user: "alice", email: "alice@example.com", password: "passw0rd", firstName: "Alice",
      lastName: "Lee")
    let world = Self.world(UsersConfiguration(initialAccounts: [alice]))
    world.run { context in
      _ = await self.update(context, key: "update:1", name: "Ann")
      world.cluster.crash(world.host)
    }
    #expect(world.host.incarnations == 2)
    #expect(account(world)?.firstName == "Ann")
  }
}
