import Engine
import Primitives
import ServiceRuntime
import ShopContracts
import Synchronization
import Testing
import World

@testable import Users

@Suite struct AuthenticationTests {
  private func logIn(
    _ context: ServiceContext, email: String = "alice@example.com", _ password: Secret = "passw0rd"
  ) async -> Result<AuthenticateUser.Reply, RPCError> {
    await context.outcome(
      AuthenticateUser(email: email, password: password), to: UsersAPI.service)
  }

  private func check(
    _ context: ServiceContext, _ token: Secret?
  ) async -> Result<UserProfile, RPCError> {
    await context.outcome(CheckToken(token: token ?? ""), to: UsersAPI.service)
  }

  private func disable(_ context: ServiceContext) async {
    _ = await context.outcome(
      UpdateUser(user: "alice", isActive: false), to: UsersAPI.service, key: "disable:alice")
  }

  @Test func `whoever knows the password gets a token that shows who they are`() {
    let world = UsersServiceTests.world()
    var profile: UserProfile?
    world.run { context in
      _ = await UsersServiceTests.create(context)
      let reply = await self.logIn(context, email: "ALICE@example.com").reply
      profile = await self.check(context, reply?.token).reply
    }
    #expect(profile?.user == "alice")
  }

  @Test func `an unknown email and a wrong password are told apart by nobody`() {
    let count = Atomic<Int>(0)
    let hashing = PasswordHashing("counted") { password, salt in
      count.add(1, ordering: .relaxed)
      return password + salt
    }
    let world = UsersServiceTests.world(UsersConfiguration(hashing: hashing))
    var refusals: [RPCError?] = []
    var hashes: [Int] = []
    world.run { context in
      _ = await UsersServiceTests.create(context)
      for (email, password) in [
        ("alice@example.com", "wrong pass1"), ("nobody@example.com", "passw0rd"),
      ] {
        let before = count.load(ordering: .relaxed)
        refusals.append(await self.logIn(context, email: email, Secret(password)).failure)
        hashes.append(count.load(ordering: .relaxed) - before)
      }
    }
    #expect(refusals.map(\.?.code) == [.unauthenticated, .unauthenticated])
    #expect(refusals[0] == refusals[1])
    #expect(hashes == [1, 1])
  }

  @Test func `blank fields are refused`() {
    let world = UsersServiceTests.world()
    var codes: [RPCError.Code?] = []
    world.run { context in
      codes.append(await self.logIn(context, email: "").failure?.code)
      codes.append(await self.logIn(context, "").failure?.code)
    }
    #expect(codes == [.invalidArgument, .invalidArgument])
  }

  @Test func `only who knows the password learns that an account is not active`() {
    let world = UsersServiceTests.world()
    var codes: [RPCError.Code?] = []
    world.run { context in
      _ = await UsersServiceTests.create(context)
      let token = await self.logIn(context).reply?.token
      await self.disable(context)
      codes.append(await self.logIn(context).failure?.code)
      codes.append(await self.logIn(context, "wrong pass1").failure?.code)
      codes.append(await self.check(context, token).failure?.code)
    }
    #expect(codes == [.permissionDenied, .unauthenticated, .permissionDenied])
  }

  @Test func `a token counts for its time and an invented one never`() {
    var configuration = UsersConfiguration(hashing: .saltedDigest(rounds: 2))
    configuration.sessionLife = .seconds(60)
    let world = UsersServiceTests.world(configuration)
    var codes: [RPCError.Code?] = []
    world.run { context in
      _ = await UsersServiceTests.create(context)
      let token = await self.logIn(context).reply?.token
      codes.append(await self.check(context, token).failure?.code)
      for invented in ["", "alice", "alice/", "alice/0", "/", "alice/\(token?.text ?? "")"] {
        codes.append(await self.check(context, Secret(invented)).failure?.code)
      }
      try await context.clock.sleep(for: .seconds(61))
      codes.append(await self.check(context, token).failure?.code)
      _ = await self.logIn(context)
    }
    #expect(codes == [nil] + Array(repeating: .unauthenticated, count: 7))
    // The session that was over went when the next one was opened.
    #expect(world.host.disk.database.count(of: UsersService.sessionTable.name) == 1)
  }

  @Test func `neither passwords nor tokens are kept or printed`() {
    let world = UsersServiceTests.world()
    var token: Secret?
    world.run { context in
      _ = await UsersServiceTests.create(context)
      token = await self.logIn(context).reply?.token
    }
    let database = world.host.disk.database
    let account = database.value(of: UsersService.accountTable, "alice")
    #expect(account.map { "\($0.password.text)" }?.contains("passw0rd") == false)
    guard let token else {
      Issue.record("there should be a token")
      return
    }
    #expect(SessionToken.place(of: token).map { token.text.contains($0) } == false)
    let request = CreateUser(
      user: "alice", email: "alice@example.com", password: "passw0rd", firstName: "A",
      lastName: "L")
    var dumped = ""
    dump(request, to: &dumped)
    for text in ["\(request)", String(reflecting: request), dumped] {
      #expect(!text.contains("passw0rd"))
    }
  }
}

extension Secret: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) {
    self.init(text)
  }
}
