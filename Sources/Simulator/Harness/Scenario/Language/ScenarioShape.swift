/// What a value of the language may look like.
///
/// Shapes are the part of the field table that is about form: reading, the JSON Schema and the
/// explanations are all made from them.
package indirect enum ScenarioShape: Sendable {
  /// Any text.
  case text
  /// A short name: letters, digits, dashes.
  case name
  /// True or false.
  case flag
  /// The word true, which only marks that something is chosen.
  case mark
  /// A whole number within bounds.
  case integer(ClosedRange<Int>)
  /// One of some words.
  case word([String])
  /// A text of one of some forms, such as `append KEY NUMBER`: words in capitals stand for others.
  case phrase([String])
  /// A span of time.
  case duration
  /// A span of time that may be negative.
  case signedDuration
  /// A shape of delay.
  case distribution
  /// A share between nothing and everything.
  case probability
  /// A share or a factor.
  case figure
  /// A drift of clocks in parts in a million.
  case drift
  /// A number of bytes.
  case size
  /// Bytes a second.
  case bandwidth
  /// Happenings in a span of time.
  case rate
  /// A selection of seeds.
  case seeds
  /// Hosts or links.
  case selector
  /// A stretch of the run, from one span after its beginning to another.
  case window
  /// Values of one shape in order.
  case list(ScenarioShape)
  /// One value, or several in a list.
  case oneOrMany(ScenarioShape)
  /// Values of one shape by names that the writer of the file chooses.
  case map(ScenarioShape)
  /// The fields of a table.
  case object(ScenarioTable)
  /// Exactly one of the fields of a table.
  case exactlyOne(ScenarioTable)
  /// A short form for simple cases, and a long one.
  case either(ScenarioShape, ScenarioShape)
  /// Anything: somebody else decides what it means.
  case anything

  /// The shape as it is named in messages.
  package var noun: String {
    switch self {
    case .text: "text"
    case .name: "a name"
    case .flag: "true or false"
    case .mark: "true"
    case .integer: "a whole number"
    case .word(let words): "one of " + words.joined(separator: ", ")
    case .phrase(let forms): "one of " + forms.joined(separator: ", ")
    case .duration, .signedDuration: "a span of time"
    case .distribution: "a span, a range or a distribution"
    case .probability: "a probability"
    case .figure: "a share or a factor"
    case .drift: "a drift"
    case .size: "a number of bytes"
    case .bandwidth: "a bandwidth"
    case .rate: "a rate"
    case .seeds: "a selection of seeds"
    case .selector: "hosts or a link"
    case .window: "a stretch of time"
    case .list(let shape): shape.tables.isEmpty ? "a list, each item \(shape.noun)" : "a list"
    case .oneOrMany(let shape): "\(shape.noun), or a list of these"
    case .map(let shape): "an object, each value \(shape.noun)"
    case .object: "an object"
    case .exactlyOne: "an object with exactly one field"
    case .either(let short, let long): "\(short.noun), or \(long.noun)"
    case .anything: "anything"
    }
  }

  /// A value of the shape as it is written, for messages without a better one.
  var example: String {
    switch self {
    case .text, .name: "\"text\""
    case .flag, .mark: "true"
    case .integer(let range): String(max(range.lowerBound, min(1, range.upperBound)))
    case .word(let words): JSONText.quoted(words.first ?? "")
    case .phrase(let forms): JSONText.quoted(forms.first ?? "")
    case .duration, .signedDuration: "\"250ms\""
    case .distribution: "\"1ms..20ms\""
    case .probability: "\"5%\""
    case .figure: "\"5%\""
    case .drift: "\"200ppm\""
    case .size: "\"64KiB\""
    case .bandwidth: "\"10MB/s\""
    case .rate: "\"50/s\""
    case .seeds: "\"1..1000\""
    case .selector: "\"orders->wallet\""
    case .window: "\"5s..10s\""
    case .list(let shape): "[\(shape.example)]"
    case .oneOrMany(let shape): shape.example
    case .map(let shape): "{ \"name\": \(shape.example) }"
    case .object(let table), .exactlyOne(let table): table.example
    case .either(let short, _): short.example
    case .anything: "{}"
    }
  }

  /// The tables whose fields a path may go on with.
  var tables: [ScenarioTable] {
    switch self {
    case .object(let table), .exactlyOne(let table): [table]
    case .list(let shape), .oneOrMany(let shape), .map(let shape): shape.tables
    case .either(let short, let long): short.tables + long.tables
    case .text, .name, .flag, .mark, .integer, .word, .phrase, .duration, .signedDuration,
      .distribution, .probability, .figure, .drift, .size, .bandwidth, .rate, .seeds, .selector,
      .window, .anything:
      []
    }
  }
}
