import Orders
import Primitives
import ServiceRuntime
import ShopContracts
import Testing

/// What an orders service answers about orders that are paid for, with nobody else in its world.
@Suite struct CheckoutServiceTests {
  private static let service = OrdersAPI.service

  private var world: ServiceWorld {
    var configuration = CheckoutConfiguration()
    configuration.prices = [ProductID("console"): Money(minorUnits: 49_999)]
    configuration.answersAtEnd = false
    return ServiceWorld(Self.service) { [configuration] in CheckoutService($0, configuration) }
  }

  private let address = PostalAddress(
    street: "1 Main Street", city: "Springfield", state: "IL", postalCode: "62701", country: "US")

  private func order(quantity: Int = 1) -> CreateOrder {
    CreateOrder(
      order: "1", customer: "alice", lines: [StockLine("console", quantity)], address: address,
      method: PaymentMethod(cardToken: "card"))
  }

  @Test func `only its owner is told of an order`() {
    var codes: [RPCError.Code?] = []
    world.run { customer in
      _ = await customer.outcome(self.order(), to: Self.service)
      let own = await customer.outcome(
        GetCheckout(order: "1", customer: "alice"), to: Self.service)
      let foreign = await customer.outcome(
        GetCheckout(order: "1", customer: "bob"), to: Self.service)
      let missing = await customer.outcome(
        GetCheckout(order: "2", customer: "bob"), to: Self.service)
      codes = [own.failure?.code, foreign.failure?.code, missing.failure?.code]
    }
    #expect(codes == [nil, .permissionDenied, .notFound])
  }

  @Test func `a parcel's news about an order that is not paid are refused with where it stands`() {
    var refusal: RPCError?
    world.run { customer in
      _ = await customer.outcome(self.order(), to: Self.service)
      refusal =
        await customer.outcome(
          UpdateOrderStatus(order: "1", event: .shipped, note: "T-1"), to: Self.service
        ).failure
    }
    #expect(refusal?.code == .failedPrecondition)
    #expect(refusal?.details["action"] == "shipped")
    #expect(refusal?.details["status"] != nil)
  }

  @Test func `an order without pieces and an id that was used are refused`() {
    var codes: [RPCError.Code?] = []
    world.run { customer in
      let empty = await customer.outcome(self.order(quantity: 0), to: Self.service)
      _ = await customer.outcome(self.order(), to: Self.service)
      let other = await customer.outcome(self.order(quantity: 2), to: Self.service)
      codes = [empty.failure?.code, other.failure?.code]
    }
    #expect(codes == [.invalidArgument, .invalidArgument])
  }
}
