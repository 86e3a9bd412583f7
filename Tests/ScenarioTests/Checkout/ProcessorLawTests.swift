import Engine
import Harness
import Primitives
import ServiceRuntime
import ShopContracts
import ShopSimulation
import Testing
import World

/// The laws that judge by the processor's books, broken by those who misuse the processor.
@Suite struct ProcessorLawTests {
  /// Runs a checkout in which a body acts as the payments service beside the real one.
  private func broken(
    _ body: @escaping @Sendable (ServiceContext) async throws -> Void
  ) throws -> [String] {
    let shop = ShopSystem.system
    var run = CheckoutRun()
    run.system = SystemUnderTest(
      name: shop.name, vocabulary: shop.vocabulary,
      makeService: { context, setup in
        let service = try shop.makeService(context, setup)
        return setup.kind == "Shipping" ? Meddler(context, service, body) : service
      },
      perform: shop.perform, laws: shop.laws, outsideParties: shop.outsideParties)
    return try run.broken()
  }

  private static func ask<R: Request>(_ request: R, _ context: ServiceContext) async {
    _ = try? await context.call(
      request, to: CardProcessorAPI.service, deadline: context.clock.deadline(after: .seconds(5)))
  }

  private static func authorize(_ card: String) -> AuthorizeCard {
    AuthorizeCard(
      reference: "other", memo: "1", cardToken: card, amount: Money(minorUnits: 100_000))
  }

  @Test func `a second charge under another name breaks the law of one charge`() throws {
    let laws = try broken { context in
      await Self.ask(Self.authorize("card"), context)
      await Self.ask(CaptureCharge(reference: "other"), context)
    }
    #expect(laws.contains("charged-at-most-once"))
    #expect(laws.contains("money-matches-orders"))
  }

  @Test func `asking a stolen card again breaks the law that refusals are not repeated`() throws {
    let laws = try broken { context in
      for _ in 0..<2 { await Self.ask(Self.authorize("card-stolen"), context) }
    }
    #expect(laws == ["refusals-are-not-repeated"])
  }

  /// Starts a service and lets a body run beside it a minute later.
  private final class Meddler: Service {
    private let context: ServiceContext
    private let service: any Service
    private let body: (ServiceContext) async throws -> Void

    init(
      _ context: ServiceContext, _ service: any Service,
      _ body: @escaping (ServiceContext) async throws -> Void
    ) {
      self.context = context
      self.service = service
      self.body = body
    }

    func start() async throws {
      try await service.start()
      context.tasks.spawn("meddler") {
        try? await self.context.clock.sleep(for: .seconds(60))
        try? await self.body(self.context)
      }
    }
  }
}
