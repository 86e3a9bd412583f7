import Harness
import Primitives
import ServiceRuntime
import ShopContracts

/// The words of a scenario's workload that are about people, products, parcels and messages.
struct PeopleCommands {
  let request: CommandRequest
  let context: ServiceContext

  /// Carries out a command; nothing where it is none of these.
  func perform() async throws(RPCError) -> String? {
    switch request.name {
    case "register": try await register()
    case "log-in": try await logIn()
    case "browse": try await browse()
    case "change-price": try await changePrice()
    case "notify": try await notify()
    case "read-messages": try await readMessages()
    case "track": try await track()
    case "record-parcel": try await recordParcel()
    default: nil
    }
  }

  private var values: ScenarioValues { request.arguments }
  private var client: CustomerID { CustomerID(request.client) }

  private func register() async throws(RPCError) -> String {
    let user = values.text("user") ?? request.client
    let profile = try await ask(
      CreateUser(
        user: CustomerID(user), email: values.text("email") ?? "\(user)@example.com",
        password: Secret(values.text("password") ?? "passw0rd"), firstName: user,
        lastName: "Example", address: .example),
      UsersAPI.service)
    return "\(profile)"
  }

  private func logIn() async throws(RPCError) -> String {
    let reply = try await ask(
      AuthenticateUser(
        email: values.text("email") ?? "\(request.client)@example.com",
        password: Secret(values.text("password") ?? "passw0rd")),
      UsersAPI.service)
    return "\(try await ask(CheckToken(token: reply.token), UsersAPI.service)) logged in"
  }

  private func browse() async throws(RPCError) -> String {
    let reply = try await ask(
      SearchProducts(text: values.text("text"), category: values.text("category")),
      ProductsAPI.service)
    return "\(reply.total) found: " + reply.products.map { "\($0)" }.joined(separator: "; ")
  }

  private func changePrice() async throws(RPCError) -> String {
    let product = ProductID(values.text("product") ?? "?")
    let present = try await ask(GetProduct(product: product), ProductsAPI.service)
    let changed = try await ask(
      ChangePrice(
        product: product, price: Money(minorUnits: Int64(values.integer("cents") ?? 0)),
        replacing: present.priceVersion),
      ProductsAPI.service, key: "change-price:\(request.client):\(request.occurrence)")
    return "\(changed)"
  }

  private func notify() async throws(RPCError) -> String {
    let reply = try await ask(
      SendNotification(
        customer: CustomerID(values.text("customer") ?? request.client),
        order: values.text("order").map { OrderID($0) },
        subject: values.text("subject").flatMap { NotificationSubject(rawValue: $0) } ?? .welcome,
        note: values.text("note") ?? ""),
      NotificationsAPI.service)
    return reply.isRepetition ? "told before" : "told"
  }

  private func readMessages() async throws(RPCError) -> String {
    let reply = try await ask(ListNotifications(customer: client), NotificationsAPI.service)
    return reply.texts.isEmpty ? "no messages" : reply.texts.joined(separator: " ")
  }

  private func track() async throws(RPCError) -> String {
    let order = OrderID(values.text("order") ?? "?")
    return "\(try await ask(GetShipment(order: order), ShippingAPI.service))"
  }

  private func recordParcel() async throws(RPCError) -> String {
    let event = values.text("event").flatMap { RecordParcel.Event(rawValue: $0) }
    let report = try await ask(
      RecordParcel(
        order: OrderID(values.text("order") ?? "?"), event: event ?? .shipped,
        tracking: values.text("tracking")),
      ShippingAPI.service)
    return "\(report)"
  }

  private func ask<R: Request>(
    _ question: R, _ service: ServiceName, key: String? = nil
  ) async throws(RPCError) -> R.Reply {
    try await context.call(
      question, to: service, deadline: request.deadline,
      metadata: Metadata(idempotencyKey: key, client: request.client))
  }
}
