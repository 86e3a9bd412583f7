import Primitives

/// One law's evaluation without the type of its world.
///
/// A list of closures over a type that is known only later needs that type's description for each
/// look at one of them, which costs more than most looks do; a list of objects needs nothing.
class Look {
  /// One look at a world of the type that the look was made for.
  func finding(_ world: UnsafeRawPointer, _ instant: Instant) throws -> Finding {
    preconditionFailure("a look is at a world of some type")
  }
}

/// One law's evaluation.
final class TypedLook<World>: Look {
  private let evaluate: Property<World>.Evaluation

  init(_ evaluate: @escaping Property<World>.Evaluation) { self.evaluate = evaluate }

  override func finding(_ world: UnsafeRawPointer, _ instant: Instant) throws -> Finding {
    try evaluate(world.assumingMemoryBound(to: World.self).pointee, instant)
  }
}
