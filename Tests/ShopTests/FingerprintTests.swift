import Inventory
import Notifications
import Orders
import Payments
import Primitives
import ServiceRuntime
import Shipping
import ShopContracts
import TestSupport
import Testing

@Suite struct FingerprintTests {
  @Test func `a message that names its fields leaves none out`() throws {
    try compare([
      .init(of: AuthorizeCard.self), .init(of: AuthorizePayment.self),
      .init(of: CaptureCharge.self), .init(of: CapturePayment.self), .init(of: CardCharge.self),
      .init(of: CheckoutSummary.self), .init(of: ConsumeStock.self), .init(of: CreateOrder.self),
      .init(of: CreateShipment.self), .init(of: PaymentReport.self),
      .init(of: RecordSettlement.self), .init(of: ReleaseStock.self),
      .init(of: ReserveStock.self), .init(of: SendNotification.self),
      .init(of: SendNotification.Reply.self), .init(of: ShipmentReport.self),
      .init(of: StockReserved.self),
    ])
  }

  @Test func `a record that names its fields leaves none out`() throws {
    try compare([
      .init(of: CheckoutOrder.self), .init(of: CheckoutState.self), .init(of: Payment.self),
      .init(of: Reservation.self), .init(of: SentNotification.self), .init(of: Shipment.self),
    ])
  }

  @Test func `a part that names its fields leaves none out`() throws {
    try compare([
      .init(of: Currency.self), .init(of: Money.self), .init(of: OrderChange.self),
      .init(of: OrderTerms.self), .init(of: Payment.Change.self), .init(of: Payment.Refund.self),
      .init(of: PaymentMethod.self), .init(of: PostalAddress.self), .init(of: PricedLine.self),
      .init(of: Shipment.Content.self), .init(of: Shipment.Stop.self), .init(of: StockLine.self),
      .init(of: WallTime.self),
    ])
  }

  private func compare(_ comparisons: [FingerprintComparison]) {
    for comparison in comparisons {
      #expect(comparison.named == comparison.walked, "\(comparison.type)")
      #expect(comparison.walked != Digest(), "\(comparison.type)")
    }
  }
}
