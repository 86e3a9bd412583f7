import Harness
import Notifications
import Products
import ServiceRuntime
import Shipping
import ShopContracts
import Users

/// What scenarios may name of the services around an order.
enum PeopleVocabulary {
  /// A name and what it means.
  private typealias Entry = ScenarioVocabulary.Entry
  /// A kind of service.
  private typealias Kind = ScenarioVocabulary.ServiceKind
  /// A command that clients can call.
  private typealias Command = ScenarioVocabulary.Command

  /// The laws.
  static let properties = [
    ScenarioVocabulary.Entry(
      "emails-belong-to-one-account", "no two accounts have the same email"),
    ScenarioVocabulary.Entry(
      "customers-are-told-once", "no customer is sent the same message twice"),
  ]

  /// The kinds of services.
  static let services: [ScenarioVocabulary.ServiceKind] = [
    users, products, shipping, notifications,
  ]

  /// The commands.
  static let commands: [ScenarioVocabulary.Command] =
    [
      Command(
        "register", "opens an account",
        arguments: [
          ScenarioField("user", .text, "the account's id; the client's name where it is missing"),
          ScenarioField(
            "email", .text, "the log-in name; made from the id where it is missing",
            example: "\"alice@example.com\""),
          ScenarioField("password", .text, fallback: "\"passw0rd\"", "the password"),
        ]),
      Command(
        "log-in", "logs in and asks who the token belongs to",
        arguments: [
          ScenarioField("email", .text, "the log-in name; made from the client's name"),
          ScenarioField("password", .text, fallback: "\"passw0rd\"", "the password"),
        ]),
    ] + shopping

  private static let shopping: [ScenarioVocabulary.Command] = [
    Command(
      "browse", "looks for products that can be bought",
      arguments: [
        ScenarioField("text", .text, "a text that name or description contain"),
        ScenarioField("category", .text, "the category"),
      ]),
    Command(
      "change-price", "gives a product a new price",
      arguments: [
        ScenarioField("product", .text, isRequired: true, "the product"),
        ScenarioField(
          "cents", .integer(0...1_000_000_000), isRequired: true, "the new price in cents"),
      ]),
    Command(
      "notify", "sends a message to a customer",
      arguments: [
        ScenarioField("customer", .text, "who gets it; the client where it is missing"),
        ScenarioField(
          "subject", .word(NotificationSubject.allCases.map(\.rawValue)),
          fallback: "\"welcome\"", "what it is about"),
        ScenarioField("order", .text, "the order that it is about"),
        ScenarioField("note", .text, "what it says beside that"),
      ]),
    Command("read-messages", "asks what the client was told"),
    Command(
      "track", "asks where an order's parcel is",
      arguments: [ScenarioField("order", .text, isRequired: true, "the order's id")]),
    Command(
      "record-parcel", "tells what a carrier did with an order's parcel",
      arguments: [
        ScenarioField("order", .text, isRequired: true, "the order's id"),
        ScenarioField(
          "event", .word(RecordParcel.Event.allCases.map(\.rawValue)), isRequired: true,
          "what happened"),
        ScenarioField("tracking", .text, "the carrier's number for the parcel"),
      ]),
  ]

  private static let users = Kind(
    "Users", "knows who there is and whether they are who they say",
    config: [
      ScenarioField(
        "sessionLife", .duration, fallback: "\"1h\"", "how long a token counts after logging in"),
      ScenarioField(
        "uniqueness", .word(UsersConfiguration.Uniqueness.allCases.map(\.rawValue)),
        fallback: "\"claimed\"", "how an email is kept to one account"),
    ],
    seed: [
      ScenarioField(
        "accounts", .map(.text), "the email of each account that there is at the beginning",
        example: "{ \"alice\": \"alice@example.com\" }")
    ],
    failpoints: UsersService.failpoints.map { Entry($0.name.text, $0.meaning) },
    messages: [
      Entry(CreateUser.method.name, "opens an account"),
      Entry(AuthenticateUser.method.name, "logs in"),
      Entry(CheckToken.method.name, "asks who a token belongs to"),
      Entry(GetUser.method.name, "asks for a profile"),
      Entry(ValidateUser.method.name, "asks whether a user may order"),
      Entry(UpdateUser.method.name, "changes a profile"),
    ])

  private static let products = Kind(
    "Products", "keeps the catalogue and every price that there has been",
    seed: [
      ScenarioField(
        "prices", .map(.integer(0...1_000_000_000)),
        "the price in cents of each product at the beginning", example: "{ \"console\": 49900 }")
    ],
    failpoints: ProductsService.failpoints.map { Entry($0.name.text, $0.meaning) },
    messages: [
      Entry(AddProduct.method.name, "puts a product into the catalogue"),
      Entry(GetProduct.method.name, "asks for a product"),
      Entry(GetProducts.method.name, "asks for several products"),
      Entry(SearchProducts.method.name, "looks for products"),
      Entry(UpdateProduct.method.name, "changes what is said about a product"),
      Entry(ChangePrice.method.name, "gives a product a new price"),
      Entry(GetPrices.method.name, "asks for every price of a product"),
    ])

  private static let shipping = Kind(
    "Shipping", "packs a parcel for each order and keeps track of it",
    config: [
      ScenarioField(
        "countries", .text, "the countries that the carrier goes to; all where it is missing",
        example: "\"US CA\"")
    ] + CheckoutVocabulary.events,
    failpoints: ShippingService.failpoints.map { Entry($0.name.text, $0.meaning) },
    messages: [
      Entry(CreateShipment.method.name, "asks for a parcel"),
      Entry(CancelShipment.method.name, "calls a parcel off"),
      Entry(RecordParcel.method.name, "tells what a carrier did"),
      Entry(GetShipment.method.name, "asks where a parcel is"),
    ], observations: CheckoutObservations.shipping)

  private static let notifications = Kind(
    "Notifications", "tells customers what became of what they asked for",
    config: [
      ScenarioField(
        "deduplication",
        .word(NotificationsConfiguration.Deduplication.allCases.map(\.rawValue)),
        fallback: "\"content-hash\"", "how a message protects itself against being sent again")
    ] + CheckoutVocabulary.events,
    failpoints: NotificationsService.failpoints.map { Entry($0.name.text, $0.meaning) },
    messages: [
      Entry(SendNotification.method.name, "sends a message"),
      Entry(ListNotifications.method.name, "asks what a customer was told"),
    ])
}
