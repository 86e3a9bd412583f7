import Engine
package import Harness
import Primitives
import ServiceRuntime
import World

/// The shop as a system under test.
package enum ShopSystem {
  /// The parts of the shop, in the order in which they are explained and their laws are judged.
  private static let parts: [ShopPart] = [
    Ordering.part, People.part, BrokerKinds.part, CheckoutKinds.part, SpecimenKinds.part,
    HazardKinds.part,
  ]

  /// The shop's services, commands and laws.
  package static let system: SystemUnderTest = {
    var system = simulated
    system.companions = { CheckoutKinds.companions(of: $0) }
    return system
  }()

  private static let simulated = SystemUnderTest(
    name: "shop",
    vocabulary: vocabulary,
    makeService: { context, setup in
      guard let part = parts.first(where: { $0.hasService(setup.kind) }),
        let service = part.makeService(context, setup)
      else { throw UnknownKind(kind: setup.kind) }
      return service
    },
    perform: { context, request throws(RPCError) in
      guard let part = parts.first(where: { $0.hasCommand(request.name) }),
        let answer = try await part.perform(request, context)
      else { throw RPCError(.unimplemented, "the shop has no command \(request.name)") }
      return answer
    },
    laws: { scenario in parts.flatMap { $0.laws(scenario) } },
    outsideParties: { scenario, cluster in
      var parties: OrderedDictionary<String, any OutsideParty> = [:]
      for party in parts.flatMap(\.outsideParties) {
        parties[party.name] = party.make(scenario, cluster)
      }
      return parties
    },
    sagas: { scenario in parts.flatMap(\.sagas).compactMap { $0.source(scenario) } })

  /// What scenarios may name of the shop.
  private static let vocabulary = ScenarioVocabulary(
    system: "shop",
    services: parts.flatMap(\.services),
    commands: parts.flatMap(\.commands),
    properties: parts.flatMap(\.properties),
    sagas: parts.flatMap(\.sagas).map {
      ScenarioVocabulary.Entry($0.name, $0.meaning)
    },
    events: TraceKind.allCases.map {
      ScenarioVocabulary.Entry($0.name, "what the trace calls so")
    },
    outsideParties: parts.flatMap(\.outsideParties).map(\.name))

  /// A scenario names a kind of service that the shop does not have.
  private struct UnknownKind: Error, CustomStringConvertible {
    let kind: String
    var description: String { "the shop has no service of kind \(kind)" }
  }
}
