import Benchmarks
import Engine
import Inventory
import Notifications
import Orders
import Payments
import Primitives
import ServiceRuntime
import Shipping
import ShopContracts
import World

/// W3 through the real shop: orders as sagas whose records, stock, money and parcels are durable.
///
/// A thousand customers order one after the other: create, reserve, authorise, sell, ship, capture,
/// tell, with the card processor outside. One card in a hundred does not pay, and then its units
/// are released. Latency as in W3. Everything that a service writes stays in its store to the end,
/// so there are fewer orders than in the bare workload; rates compare, totals do not.
struct CheckoutBenchmark {
  /// How many orders are worked on at once.
  let customers: Int
  /// How many orders there are.
  let orders: Int

  /// The usual numbers, or others.
  init(customers: Int = 1_000, orders: Int = 10_000) {
    self.customers = customers
    self.orders = orders
  }

  /// The workload; building the shop does not count.
  func run(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let cluster = Cluster(simulation)
    cluster.network.ordinaryProfile = LinkProfile(
      latency: .uniform(.milliseconds(1), .milliseconds(10)))
    addShop(to: cluster)
    let desk = Customers(left: orders, waiting: customers) { simulation.stopRequested = true }
    cluster.addHost("customers-1", running: "customers") { CustomerService($0, desk) }
    for host in cluster.hosts { cluster.start(host) }
    let wall = stopwatch { simulation.run() }
    precondition(desk.ended == orders, "\(desk.ended) of \(orders) orders ended")
    let result = BenchmarkResult(
      workload: "W3", variant: "shop with durable state", count: orders,
      messages: Int(cluster.network.messageCount), wall: wall, virtual: simulation.now,
      digest: simulation.digest)
    cluster.shutDown()
    return result
  }

  private func addShop(to cluster: Cluster) {
    var settings = HostSettings()
    settings.store.connections = nil
    func add(_ service: ServiceName, _ make: @escaping (ServiceContext) -> any Service) {
      cluster.addHost("\(service)-1", running: service, settings: settings, make: make)
    }
    let stock = [(product: ProductID("console"), quantity: orders)]
    add(OrdersAPI.service) { CheckoutService($0, Self.checkout) }
    add(InventoryAPI.service) {
      InventoryService(
        $0, InventoryConfiguration(initialStock: stock, reservations: Self.reservations))
    }
    add(PaymentsAPI.service) { PaymentsService($0, PaymentsConfiguration()) }
    add(ShippingAPI.service) { ShippingService($0, ShippingConfiguration()) }
    add(NotificationsAPI.service) { NotificationsService($0, NotificationsConfiguration()) }
    cluster.outsideParties[CardProcessor.name] = CardProcessor(in: cluster)
  }

  private static let reservations = ReservationRules(hold: .seconds(300), memory: .recorded)

  private static var checkout: CheckoutConfiguration {
    var checkout = CheckoutConfiguration()
    checkout.prices = [ProductID("console"): Money(minorUnits: 49_999)]
    checkout.partners.notifications = true
    return checkout
  }
}

/// What is left to order, shared by all customers.
private final class Customers {
  private var left: Int
  private var waiting: Int
  private(set) var ended = 0
  private let done: () -> Void

  init(left: Int, waiting: Int, _ done: @escaping () -> Void) {
    self.left = left
    self.waiting = waiting
    self.done = done
  }

  /// The number of the next order; nothing when there is none, and then its customer is done.
  func next() -> Int? {
    guard left > 0 else {
      waiting -= 1
      if waiting == 0 { done() }
      return nil
    }
    left -= 1
    return left
  }

  func end(_ summary: CheckoutSummary) {
    if summary.status.isSettled { ended += 1 }
  }
}

/// Orders for customers who come one after the other.
private final class CustomerService: Service {
  private let context: ServiceContext
  private let customers: Customers
  private let count: Int

  init(_ context: ServiceContext, _ customers: Customers) {
    self.context = context
    self.customers = customers
    count = 1_000
  }

  func start() async throws {
    for number in 0..<count {
      context.tasks.spawn("customer \(number)") { await self.order(CustomerID("c\(number)")) }
    }
  }

  private func order(_ customer: CustomerID) async {
    while let number = customers.next() {
      let card = number.isMultiple(of: 100) ? TestCard.empty.rawValue : "card"
      let request = CreateOrder(
        order: OrderID("\(number)"), customer: customer,
        lines: [StockLine(ProductID("console"), 1)], address: .example,
        method: PaymentMethod(cardToken: card))
      let deadline = context.clock.deadline(after: .seconds(60))
      guard
        let summary = try? await context.call(request, to: OrdersAPI.service, deadline: deadline)
      else { return }
      customers.end(summary)
    }
  }
}
