import Engine
import Harness
import Primitives

/// What a command line says of seeds: `1..1000`, `random`, or `corpus` for those that are kept.
struct SeedChoice: Sendable, Equatable {
  /// What was typed.
  let text: String
  private let pieces: [Piece]

  /// One piece of the list between commas.
  private enum Piece: Sendable, Equatable {
    /// These seeds.
    case stated(SeedSelection)
    /// The seeds of the runs that a corpus keeps of the scenario.
    case kept
  }

  init(_ text: String) throws(NotationMistake) {
    self.text = text
    var pieces: [Piece] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = piece.filter { $0 != " " }
      pieces.append(word == "corpus" ? .kept : .stated(try SeedSelection(String(piece))))
    }
    self.pieces = pieces
  }

  /// Whether what a corpus keeps is asked for.
  var asksCorpus: Bool { pieces.contains(.kept) }
  /// Whether some seeds are left to chance.
  var asksChance: Bool {
    pieces.contains { piece in
      if case .stated(let seeds) = piece { seeds.parts.contains(.random) } else { false }
    }
  }

  /// The seeds, with those that are kept in their place; nothing where that leaves none.
  ///
  /// - Parameter kept: the seeds that a corpus keeps of the scenario.
  func selection(kept: [UInt64]) -> SeedSelection? {
    guard asksCorpus else { return try? SeedSelection(text) }
    let texts = pieces.flatMap { piece in
      switch piece {
      case .stated(let seeds): [seeds.text]
      case .kept: kept.map { "\($0)" }
      }
    }
    return texts.isEmpty ? nil : try? SeedSelection(texts.joined(separator: ","))
  }
}

extension ValueReader where Value == SeedChoice {
  /// A choice of seeds.
  static var seeds: Self {
    ValueReader("SEEDS") { text throws(InvalidValue) in
      do throws(NotationMistake) {
        return try SeedChoice(text)
      } catch {
        throw InvalidValue(error, in: text)
      }
    }
  }
}

extension SeedChoice {
  /// The seeds where no corpus is at hand.
  ///
  /// - Throws: `usage` where one is asked for.
  func selection() throws(CommandError) -> SeedSelection {
    guard !asksCorpus, let selection = selection(kept: []) else {
      throw CommandError(.usage, "only 'run' knows the seeds of a corpus")
    }
    return selection
  }
}
