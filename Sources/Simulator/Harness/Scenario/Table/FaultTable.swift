import Primitives

/// Faults and what triggers them.
extension ScenarioLanguage {
  /// A fault.
  static let fault = ScenarioFields<ScenarioFault>(
    "Fault", "Something that goes wrong: when, what and to whom.",
    [
      .required(
        "id", \.id, .name, "the name by which reports and other faults call it",
        example: "\"drop-debit-reply\""),
      .required(
        "when", \.when, .object(trigger), "when it happens; all conditions given must hold",
        example: "{ \"at\": \"5s\" }"),
      .required(
        "do", \.action, action, "what happens", example: "{ \"drop\": true }"),
      .value(
        "on", \.on, .oneOrMany(.selector),
        "to whom; to those that the trigger is about when absent",
        example: "\"wallet\""),
      .optional(
        "for", \.lasting, .distribution, "for how long; until it is healed when absent",
        example: "\"5s\""),
      .value("heal", \.heal, .word(), "whether it is undone when the run settles"),
    ])

  /// What triggers a fault.
  static let trigger = ScenarioFields<ScenarioTrigger>(
    "Trigger", "When a fault happens: all conditions that are given must hold.",
    [
      .optional(
        "at", \.at, .distribution, "at an instant, counted from the beginning", example: "\"5s\""),
      .optional(
        "every", \.every, .distribution, "again and again with this time in between",
        example: "\"2s..4s\""),
      .optional(
        "during", \.during, window, "only within a stretch of time", example: "[\"5s\", \"10s\"]"),
      .optional(
        "message", \.message, .object(messageTrigger), "at a message",
        example: "{ \"path\": \"wallet->orders\", \"type\": \"DebitReply\", \"nth\": 1 }"),
      .optional(
        "failpoint", \.failpoint, .object(failpointTrigger), "at a named point of service code",
        example: "{ \"service\": \"wallet\", \"name\": \"after-debit\" }"),
      .optional(
        "event", \.event, .object(eventTrigger), "at something that the trace shows",
        example: "{ \"kind\": \"crash\", \"service\": \"wallet\" }"),
      .optional(
        "afterFault", \.afterFault, .name, "after another fault has happened",
        example: "\"drop-debit-reply\""),
      .optional(
        "delay", \.delay, .distribution, "how long after the conditions hold",
        example: "\"100ms\""),
      .value("probability", \.probability, .probability, "how many of the occasions are taken"),
      .optional(
        "budget", \.budget, .count, "how many occasions are taken at most; any number when absent",
        example: "1"),
    ])

  private static let messageTrigger = ScenarioFields<MessageTrigger>(
    "MessageTrigger", "A message that a fault waits for.",
    [
      .optional(
        "path", \.path, .selector, "on which links; on any when absent",
        example: "\"wallet->orders\""),
      .optional(
        "type", \.type, .name, "of which type; of any when absent", example: "\"DebitReply\""),
      .optional(
        "nth", \.nth, .count, "the how manieth that matches, counted per seed; each when absent",
        example: "1"),
      .value("where", \.leg, .word(), "whether requests or replies are meant"),
    ])

  private static let failpointTrigger = ScenarioFields<FailpointTrigger>(
    "FailpointTrigger", "A named point of service code that a fault waits for.",
    [
      .optional(
        "service", \.service, .name, "in which service; in any when absent",
        example: "\"wallet\""),
      .required("name", \.name, .name, "its name", example: "\"after-debit\""),
      .optional(
        "nth", \.nth, .count,
        "the how manieth time it is reached, counted per seed; each time when absent",
        example: "1"),
    ])

  private static let eventTrigger = ScenarioFields<EventTrigger>(
    "EventTrigger", "Something in the trace that a fault waits for.",
    [
      .required("kind", \.kind, .name, "the kind of event", example: "\"crash\""),
      .optional(
        "service", \.service, .name, "of which service; of any when absent",
        example: "\"wallet\""),
      .optional(
        "nth", \.nth, .count, "the how manieth, counted per seed; each when absent", example: "1"),
    ])

  /// A stretch of time: two spans in a list, or a range.
  static let window = ScenarioCodec<ScenarioWindow>(
    .window,
    read: { node, context in
      switch node.value {
      case .text(let text):
        guard let (left, right) = RangeNotation.split(text) else { break }
        return context.parsed(node, text) { _ throws(NotationMistake) in
          try window(from: DurationNotation.parse(left), until: DurationNotation.parse(right))
        }
      case .list(let items) where items.count == 2:
        guard let from = ScenarioCodec.duration.read(items[0], &context),
          let until = ScenarioCodec.duration.read(items[1], &context)
        else { return nil }
        return context.parsed(node, "") { _ throws(NotationMistake) in
          try window(from: from, until: until)
        }
      case .null, .boolean, .number, .list, .object: break
      }
      context.wrongType(node, .window)
      return nil
    },
    write: { .list([.text($0.from.text), .text($0.until.text)]) })

  private static func window(
    from: Duration, until: Duration
  ) throws(NotationMistake) -> ScenarioWindow {
    guard from < until else { throw NotationMistake("the stretch ends before it begins") }
    return ScenarioWindow(from: from, until: until)
  }

  /// Faults drawn from the seed.
  static let chaos = ScenarioFields<ScenarioChaos>(
    "Chaos", "Faults that nobody planned: a nemesis draws them from the seed.",
    [
      .value(
        "kinds", \.kinds, .list(.word()),
        "which kinds of faults; every recoverable one when absent",
        example: "[\"drop\", \"delay\", \"crash\"]"),
      .value("intensity", \.intensity, .word(), "how often"),
      .optional(
        "budget", \.budget, .count, "how many at most; any number when absent", example: "10"),
      .optional(
        "quietAfter", \.quietAfter, .duration, "when they cease; at the end when absent",
        example: "\"20s\""),
      .value("guarantee", \.guarantee, .word(), "whether everything they break can heal"),
      .value(
        "on", \.on, .oneOrMany(.selector), "to whom; to every host and link when absent",
        example: "\"wallet\""),
    ])
}
