import Engine
import Primitives
import Products
import ServiceRuntime
import ShopContracts
import Testing
import World

@Suite struct ProductsServiceTests {
  private func world(
    seed: Seed = 1, isolation: IsolationLevel = .serializable, _ initial: [AddProduct] = []
  ) -> ServiceWorld {
    ServiceWorld(ProductsAPI.service, seed: seed, isolation: isolation) {
      ProductsService($0, ProductsConfiguration(initialProducts: initial))
    }
  }

  private func console(
    _ product: ProductID = "console", code: String = "C-1", cents: Int64 = 49_900
  ) -> AddProduct {
    AddProduct(
      product: product,
      entry: CatalogueEntry(
        code: code, name: "Game console", text: "Plays games", category: "games"),
      price: Money(minorUnits: cents))
  }

  private func add(
    _ context: ServiceContext, _ request: AddProduct, key: String? = "add:1"
  ) async -> Result<ProductDetails, RPCError> {
    await context.outcome(request, to: ProductsAPI.service, key: key)
  }

  private func changePrice(
    _ context: ServiceContext, _ cents: Int64, replacing version: Int, key: String = "price:1"
  ) async -> Result<ProductDetails, RPCError> {
    await context.outcome(
      ChangePrice(product: "console", price: Money(minorUnits: cents), replacing: version),
      to: ProductsAPI.service, key: key)
  }

  private func product(_ world: ServiceWorld) -> ProductDetails? {
    world.host.disk.database.value(of: ProductsService.productTable, "console")
  }

  private func prices(_ world: ServiceWorld) -> Int {
    world.host.disk.database.count(of: ProductsService.priceTable.name)
  }

  @Test func `a product is added once and found afterwards`() {
    let world = world()
    var replies: [ProductDetails?] = []
    world.run { context in
      for _ in 0..<2 { replies.append(await self.add(context, self.console()).reply) }
      replies.append(
        await context.outcome(GetProduct(product: "console"), to: ProductsAPI.service).reply)
    }
    let request = console()
    let expected = ProductDetails(product: "console", entry: request.entry, price: request.price)
    #expect(replies == [expected, expected, expected])
    #expect(prices(world) == 1)
  }

  @Test func `an id or a stock code of another product is refused`() {
    let world = world()
    var refusals: [RPCError?] = []
    world.run { context in
      _ = await self.add(context, self.console())
      refusals.append(
        await self.add(context, self.console(code: "C-2"), key: "add:2").failure)
      refusals.append(await self.add(context, self.console("other"), key: "add:3").failure)
      _ = await self.add(context, self.console("third", code: "C-3"), key: "add:4")
      refusals.append(
        await context.outcome(
          UpdateProduct(product: "third", entry: self.console().entry), to: ProductsAPI.service,
          key: "update:1"
        ).failure)
    }
    #expect(refusals.map(\.?.code) == Array(repeating: .alreadyExists, count: 3))
    #expect(refusals.map { $0?.details["field"] } == ["product", "code", "code"])
    #expect(world.host.disk.database.count(of: ProductsService.productTable.name) == 2)
  }

  @Test func `of two products at once with one code one is added`() {
    for isolation in IsolationLevel.allCases {
      for seed in 1...20 as ClosedRange<UInt64> {
        let world = world(seed: Seed(seed), isolation: isolation)
        var outcomes: [Result<ProductDetails, RPCError>] = []
        world.run { context in
          try await context.race(
            { outcomes.append(await self.add(context, self.console("a"), key: "add:1")) },
            { outcomes.append(await self.add(context, self.console("b"), key: "add:2")) })
        }
        #expect(outcomes.filter { $0.reply != nil }.count == 1, "\(isolation) seed \(seed)")
        #expect(
          outcomes.compactMap(\.failure).map(\.code) == [.alreadyExists],
          "\(isolation) seed \(seed)")
      }
    }
  }

  @Test func `bad entries and prices name the field and leave nothing`() {
    let world = world()
    var fields: [String?] = []
    world.run { context in
      var requests: [AddProduct] = []
      for (code, name, category) in [("", "n", "c"), ("c", " ", "c"), ("c", "n", "")] {
        let entry = CatalogueEntry(code: code, name: name, category: category)
        requests.append(AddProduct(product: "p", entry: entry, price: .zero()))
      }
      var flat = self.console().entry
      flat.size = CatalogueEntry.Size(length: 1, width: 1, height: 0)
      requests.append(AddProduct(product: "p", entry: flat, price: .zero()))
      var light = self.console().entry
      light.grams = 0
      requests.append(AddProduct(product: "p", entry: light, price: .zero()))
      requests += [self.console(cents: -1), self.console(cents: 1_000_000_000_001)]
      for (number, request) in requests.enumerated() {
        let refusal = await self.add(context, request, key: "add:\(number)").failure
        #expect(refusal?.code == .invalidArgument)
        fields.append(refusal?.details["field"])
      }
      #expect(
        await self.add(context, self.console(), key: nil).failure?.code == .invalidArgument)
    }
    #expect(fields == ["code", "name", "category", "size", "grams", "price", "price"])
    #expect(world.host.disk.database.count(of: ProductsService.productTable.name) == 0)
  }

  @Test func `each price is a version that is never changed`() {
    let world = world([console()])
    var reply: GetPrices.Reply?
    world.run { context in
      _ = await self.changePrice(context, 39_900, replacing: 1, key: "price:1")
      _ = await self.changePrice(context, 29_900, replacing: 2, key: "price:2")
      _ = await self.changePrice(context, 39_900, replacing: 1, key: "price:1")
      reply = await context.outcome(GetPrices(product: "console"), to: ProductsAPI.service).reply
    }
    #expect(reply?.prices.map(\.version) == [1, 2, 3])
    #expect(reply?.prices.map(\.price.minorUnits) == [49_900, 39_900, 29_900])
    #expect(product(world)?.price.minorUnits == 29_900)
    #expect(product(world)?.priceVersion == 3)
  }

  @Test func `of two changes of one price one counts and the other is told`() {
    for isolation in IsolationLevel.allCases {
      for seed in 1...20 as ClosedRange<UInt64> {
        let world = world(seed: Seed(seed), isolation: isolation, [console()])
        var outcomes: [Result<ProductDetails, RPCError>] = []
        world.run { context in
          try await context.race(
            { outcomes.append(await self.changePrice(context, 1, replacing: 1, key: "price:1")) },
            { outcomes.append(await self.changePrice(context, 2, replacing: 1, key: "price:2")) })
        }
        let refusals = outcomes.compactMap(\.failure)
        #expect(refusals.map(\.code) == [.failedPrecondition], "\(isolation) seed \(seed)")
        #expect(refusals.map(\.details) == [["version": "2"]], "\(isolation) seed \(seed)")
        #expect(prices(world) == 2, "\(isolation) seed \(seed)")
      }
    }
  }

  @Test func `several products are told of at once and those that are not there are named`() {
    let world = world([console("a", code: "A"), console("b", code: "B")])
    var reply: GetProducts.Reply?
    var tooMany: RPCError?
    world.run { context in
      reply = await context.outcome(
        GetProducts(products: ["b", "x", "a"]), to: ProductsAPI.service
      ).reply
      tooMany = await context.outcome(
        GetProducts(products: Array(repeating: "a", count: 101)), to: ProductsAPI.service
      ).failure
    }
    #expect(reply?.found.map(\.product) == ["b", "a"])
    #expect(reply?.missing == ["x"])
    #expect(tooMany?.code == .invalidArgument)
  }

  @Test func `an unknown product is not found whatever is asked`() {
    let world = world()
    var codes: [RPCError.Code?] = []
    world.run { context in
      let service = ProductsAPI.service
      codes.append(await context.outcome(GetProduct(product: "x"), to: service).failure?.code)
      codes.append(await context.outcome(GetPrices(product: "x"), to: service).failure?.code)
      codes.append(await self.changePrice(context, 1, replacing: 1).failure?.code)
      codes.append(
        await context.outcome(UpdateProduct(product: "x"), to: service, key: "update:1")
          .failure?.code)
    }
    #expect(codes == Array(repeating: .notFound, count: 4))
  }

  @Test func `a product that cannot be bought is told of but not found by a search`() {
    let world = world([console()])
    var totals: [Int?] = []
    var details: ProductDetails?
    world.run { context in
      let search = SearchProducts(text: "GAME")
      totals.append(await context.outcome(search, to: ProductsAPI.service).reply?.total)
      _ = await context.outcome(
        UpdateProduct(product: "console", isActive: false), to: ProductsAPI.service,
        key: "update:1")
      totals.append(await context.outcome(search, to: ProductsAPI.service).reply?.total)
      details = await context.outcome(GetProduct(product: "console"), to: ProductsAPI.service)
        .reply
    }
    #expect(totals == [1, 0])
    #expect(details?.isActive == false)
    #expect(details?.entry == console().entry)
  }

  @Test func `a price changes once though the service dies at any of its points`() {
    for point in ProductsService.failpoints.map(\.name) {
      let world = world([console()])
      world.crash(at: point)
      var outcomes: [Result<ProductDetails, RPCError>] = []
      world.run { context in
        for _ in 0..<2 {
          outcomes.append(await self.changePrice(context, 39_900, replacing: 1))
          try await context.clock.sleep(for: .seconds(1))
        }
      }
      #expect(outcomes.map { $0.failure?.certainty } == [.indefinite, nil], "\(point)")
      #expect(outcomes.last?.reply?.priceVersion == 2, "\(point)")
      #expect(prices(world) == 2, "\(point)")
    }
  }

  @Test func `the initial catalogue is written at the first start only`() {
    let world = world([console()])
    world.run { context in
      _ = await self.changePrice(context, 39_900, replacing: 1)
      world.cluster.crash(world.host)
    }
    #expect(world.host.incarnations == 2)
    #expect(product(world)?.price.minorUnits == 39_900)
  }
}
