/// A package to begin with: one service, its law, a scenario and a test that runs it.
struct PackageScaffold {
  let name: ScaffoldName
  /// Where the package finds this one.
  let orrery: String

  /// The files, in a folder of the package's name.
  var scaffold: Scaffold {
    let (folder, type) = (name.kebab, name.type)
    let tests = "\(folder)/Tests/\(type)Tests"
    return Scaffold(
      files: [
        ("\(folder)/Package.swift", manifest),
        ("\(folder)/Sources/\(type)/\(type)Service.swift", service),
        ("\(folder)/Sources/\(type)/AddEntry.swift", request),
        ("\(tests)/\(type)System.swift", system),
        ("\(tests)/\(type)Tests.swift", test),
        ("\(tests)/Scenarios/entries.jsonc", scenario),
      ],
      next: "explain services")
  }

  private var manifest: String {
    """
    // swift-tools-version: 6.2
    import PackageDescription

    let package = Package(
      name: "\(name.kebab)",
      dependencies: [.package(name: "orrery", path: "\(orrery)")],
      targets: [
        // The services know nothing of the simulator.
        .target(
          name: "\(name.type)",
          dependencies: [
            .product(name: "ServiceRuntime", package: "orrery"),
            .product(name: "Primitives", package: "orrery"),
          ]),
        .testTarget(
          name: "\(name.type)Tests",
          dependencies: [
            "\(name.type)",
            .product(name: "Checking", package: "orrery"),
            .product(name: "Harness", package: "orrery"),
            .product(name: "OrreryTesting", package: "orrery"),
          ],
          exclude: ["Scenarios"]),
      ],
      swiftLanguageModes: [.v6]
    )
    for target in package.targets {
      target.swiftSettings = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
    }

    """
  }

  private var service: String {
    """
    import Primitives
    import ServiceRuntime

    /// Keeps entries, each of them once.
    public final class \(name.type)Service: Service {
      /// The entries, by id.
      public static let entries = Table<Int>("entries")
      /// The point at which an entry is durable and nobody knows yet.
      public static let added: FailpointName = "after-commit-before-reply"

      private let context: ServiceContext

      /// A service in its surroundings.
      public init(_ context: ServiceContext) {
        self.context = context
      }

      public func start() async throws {
        context.handle(AddEntry.self) { request, _ in
          try await self.add(request)
          try await self.context.failpoint(Self.added)
          return Done()
        }
      }

      private func add(_ request: AddEntry) async throws {
        try await context.store.retryingTransaction { transaction in
          let known = try await transaction.getForUpdate(Self.entries, request.id)
          guard known == nil else { return }
          try await transaction.insert(Self.entries, request.id, request.amount)
        }
      }
    }

    """
  }

  private var request: String {
    """
    import Primitives
    import ServiceRuntime

    /// Asks for an entry to be kept; asking again for the same one changes nothing.
    public struct AddEntry: Request {
      public typealias Reply = Done
      public static let method: Method = "\(name.kebab).add"

      /// The entry's id, chosen by whoever asks.
      public let id: String
      /// What is kept.
      public let amount: Int

      /// An entry.
      public init(id: String, amount: Int) {
        self.id = id
        self.amount = amount
      }

      public func fingerprint(into digest: inout Digest) {
        digest.combine(id)
        digest.combine(amount)
      }
    }

    """
  }

  private var system: String {
    """
    import Checking
    import Harness
    import ServiceRuntime
    import \(name.type)

    /// The system as its scenarios see it: what may be named in a file, and what must always hold.
    enum \(name.type)System {
      static let system: HostedSystem = {
        var system = HostedSystem("\(name.kebab)")
        system.service(
          "\(name.type)", "keeps entries", failpoints: [\(name.type)Service.added.text]
        ) { context, _ in \(name.type)Service(context) }
        system.command("add", "has an entry kept", arguments: ["amount": .integer]) {
          context, request throws(RPCError) in
          let id = "\\(request.client)-\\(request.occurrence + 1)"
          let entry = AddEntry(id: id, amount: request.arguments.integer("amount") ?? 1)
          _ = try await context.call(entry, to: "\(name.kebab)", deadline: request.deadline)
          return "entry \\(id) is kept"
        }
        system.law(neverNegative)
        return system
      }()

      /// No entry is below zero. Replace it by what your service promises.
      private static let neverNegative = Property<SystemView>(
        "never-negative", .always, "no entry is below zero",
        reading: [SystemView.subject(\(name.type)Service.entries.name, in: "\(name.kebab)")]
      ) { view, _ in
        let entries = view.values(of: \(name.type)Service.entries, in: "\(name.kebab)")
        guard let low = entries.first(where: { $0 < 0 }) else { return .satisfied }
        return .broken(expected: "0 or more", seen: "\\(low)", because: [])
      }
    }

    """
  }

  private var test: String {
    """
    import OrreryTesting
    import Testing

    @Suite struct \(name.type)Tests {
      @Test func `entries are kept whatever happens`() throws {
        let summary = try simulate(
          \(name.type)System.system, .file("Scenarios/entries.jsonc"), seeds: 1...200)
        #expect(summary.runs > 0)
        #expect(summary.violated == 0)
      }
    }

    """
  }

  private var scenario: String {
    """
    // A client has three entries kept while the network and the service have a bad day.
    {
      "version": 1,
      "name": "entries",

      "services": {
        "\(name.kebab)": {
          "kind": "\(name.type)",
          "disk": { "commit": "1ms..3ms" },
          "restart": { "policy": "always", "delay": "100ms" },
        },
      },

      "network": { "default": { "latency": "1ms..8ms" } },

      "workload": [
        {
          "id": "add", "from": "client:alice", "do": "add", "args": { "amount": 30 },
          "every": "200ms..400ms", "count": 3, "deadline": "5s",
        },
      ],

      "chaos": { "kinds": ["lose-reply", "crash", "delay"], "intensity": "rough" },
    }

    """
  }
}
