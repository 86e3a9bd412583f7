package import ServiceRuntime

/// The named points of an orchestrator, one at each side of every durable write and every call.
package enum SagaFailpoints {
  static let beforeBegin: FailpointName = "saga-before-begin-record"
  static let afterBegin: FailpointName = "saga-after-begin-record-before-first-call"
  static let beforeCall: FailpointName = "saga-after-intent-before-call"
  static let afterCall: FailpointName = "saga-after-call-before-outcome-record"
  static let beforeRecord: FailpointName = "saga-before-outcome-commit"
  static let afterRecord: FailpointName = "saga-after-outcome-record"
  static let beforeUndo: FailpointName = "saga-after-intent-before-compensation"
  static let afterUndo: FailpointName = "saga-after-compensation-before-outcome-record"
  static let beforeEnd: FailpointName = "saga-before-end-commit"
  static let afterEnd: FailpointName = "saga-after-end-record-before-answer"
  static let beforeSeize: FailpointName = "saga-before-takeover-record"
  static let afterSeize: FailpointName = "saga-after-takeover-record-before-resumption"

  /// All of them, in the order in which a saga passes them.
  package static let all: [FailpointName] = [
    beforeBegin, afterBegin, beforeCall, afterCall, beforeRecord, afterRecord, beforeUndo,
    afterUndo, beforeEnd, afterEnd, beforeSeize, afterSeize,
  ]
}
