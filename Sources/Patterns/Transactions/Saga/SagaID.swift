public import Primitives

/// What saga identifiers identify; never made.
public enum Saga {}

/// The identity of a saga, best the identity of what it is about, such as an order's.
///
/// One saga at most runs under an identity, so a repeated order cannot start a second one.
public typealias SagaID = Identifier<Saga>
