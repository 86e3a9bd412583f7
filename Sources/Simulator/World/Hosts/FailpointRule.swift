package import ServiceRuntime

/// Decides what happens at named points.
package protocol FailpointRule: AnyObject {
  /// What happens now that a point has been reached on a host.
  func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict
}

/// What happens at a named point.
package enum FailpointVerdict {
  /// Nothing.
  case pass
  /// The process dies.
  case crash(wipesDisk: Bool)
  /// Time passes.
  case delay(Duration)
  /// The code sees an error.
  case fail(RPCError)
}
