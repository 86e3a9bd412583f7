import Primitives
import ServiceRuntime

/// What a request asks for, before its body is looked at.
enum Route {
  /// A kind of request of the service.
  case handler(Handler)
  /// What the service has counted.
  case measurements
  /// Something about the service, as JSON.
  case about(String)
  /// Something that is asked in the wrong way.
  case refused(HTTPRefusal)
  /// Nothing that there is.
  case unknown

  /// The route of a request among those of a service.
  init(_ request: HTTPMessage, _ routes: [String: Handler]) {
    guard case .request(let method, let target) = request.start else {
      self = .refused(HTTPRefusal("a response came where a request was expected"))
      return
    }
    switch target {
    case "/health": self = Route.read(method, .about(#"{"status":"serving"}"#))
    case "/metrics": self = Route.read(method, .measurements)
    case "/routes":
      let paths = routes.keys.sorted().map { JSONTree.text("POST \($0)") }
      self = Route.read(
        method, .about(JSONTree.fields([.init("routes", .list(paths))]).description))
    default:
      guard let handler = routes[target] else {
        self = .unknown
        return
      }
      self = Route.write(request, method, handler)
    }
  }

  private static func read(_ method: String, _ route: Route) -> Route {
    method == "GET"
      ? route : .refused(HTTPRefusal("this path is read with GET", status: 405, allowed: "GET"))
  }

  private static func write(_ request: HTTPMessage, _ method: String, _ handler: Handler) -> Route {
    guard method == "POST" else {
      return .refused(HTTPRefusal("this path is asked with POST", status: 405, allowed: "POST"))
    }
    guard request.fields["content-length"] != nil else {
      return .refused(HTTPRefusal("a request has a body of known length", status: 411))
    }
    guard let type = request.fields["content-type"], isJSON(type) else {
      return .refused(
        HTTPRefusal("a body is JSON: say content-type: application/json", status: 415))
    }
    return .handler(handler)
  }

  /// Whether a content type is that of JSON, whatever is said of its letters.
  private static func isJSON(_ type: String) -> Bool {
    let json = "application/json"
    return type == json || type.lowercased().prefix { $0 != ";" && $0 != " " } == json
  }
}
