/// The service that runs a command unattended.
package enum ContinuousIntegration: String, Sendable, CaseIterable {
  /// GitHub Actions: annotations and a step summary are understood.
  case github = "GitHub Actions"
  /// GitLab CI.
  case gitlab = "GitLab CI"
  /// Jenkins.
  case jenkins = "Jenkins"
  /// CircleCI.
  case circle = "CircleCI"
  /// Buildkite.
  case buildkite = "Buildkite"
  /// Azure Pipelines.
  case azure = "Azure Pipelines"
  /// A service that only says that it is one.
  case other = "unnamed"

  /// The variable by which a service makes itself known.
  var variable: String {
    switch self {
    case .github: "GITHUB_ACTIONS"
    case .gitlab: "GITLAB_CI"
    case .jenkins: "JENKINS_URL"
    case .circle: "CIRCLECI"
    case .buildkite: "BUILDKITE"
    case .azure: "TF_BUILD"
    case .other: "CI"
    }
  }

  /// The service an environment tells of, if any.
  package static func detected(in environment: Environment) -> ContinuousIntegration? {
    allCases.first { service in
      guard let value = environment[service.variable] else { return false }
      return value != "false" && value != "0"
    }
  }
}
