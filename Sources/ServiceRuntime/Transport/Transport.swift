/// Carries calls to other services.
///
/// Services use `ServiceContext.call`, which knows the types; a transport sees only the erased
/// call, so that carrying a message costs no generic code.
public protocol Transport: AnyObject {
  /// Sends a call and waits until it holds a reply or an error.
  ///
  /// Returns with a definite error when the request has certainly had no effect, with an
  /// indefinite one when the caller's deadline passes or the connection breaks.
  func perform(_ call: Call) async
}
