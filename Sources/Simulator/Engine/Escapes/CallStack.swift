import Interposition

/// Where running code was called from, as places in the program.
///
/// Debug information turns them into lines.
/// Functions that suspend leave the stack to those that they wait for, so it ends at the innermost
/// await.
package struct CallStack: Hashable, Sendable {
  /// Distances from the beginning of the program, innermost first.
  package let places: [UInt64]

  /// The way to the code that asks.
  package static var here: CallStack {
    CallStack(
      places: [UInt64](unsafeUninitializedCapacity: 64) { buffer, count in
        count = buffer.baseAddress.map { Int(orrery_call_stack($0, 64)) } ?? 0
      })
  }
}
