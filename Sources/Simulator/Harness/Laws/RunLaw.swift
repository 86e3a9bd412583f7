import Checking
import Primitives
import World

/// A law that is judged once, over everything that a run left behind.
///
/// It may watch the run on its way; watching changes nothing and costs nothing to those who do not.
protocol RunLaw: AnyObject {
  /// The name in reports.
  var id: String { get }
  /// The law in a sentence.
  var documentation: String { get }
  /// What it wants to be told of.
  var interests: LawInterests { get }
  /// Told of a change of committed contents.
  func committed(_ notice: ChangeNotice, on host: Host, _ run: RunJournal)
  /// The judgement at the end.
  func judge(_ run: RunJournal) throws -> RunJudgement
}

extension RunLaw {
  var interests: LawInterests { [] }
  func committed(_ notice: ChangeNotice, on host: Host, _ run: RunJournal) {}
}

/// What a law wants to be told of while a run goes on.
struct LawInterests: OptionSet {
  let rawValue: Int

  /// Changes of committed contents.
  static let commits = LawInterests(rawValue: 1)
  /// Which commits each operation of a client led to.
  static let effects = LawInterests(rawValue: 2)
  /// The requests that services get for each operation.
  static let requests = LawInterests(rawValue: 4)
  /// What is done and what is waited for after the faults.
  static let progress = LawInterests(rawValue: 8)
}

/// What a law over a whole run says.
struct RunJudgement {
  /// The judgement.
  var verdict: Verdict
  /// The points behind it.
  var plots: [Plot] = []
  /// How many things it looked at.
  var looks = 1

  init(_ verdict: Verdict, plots: [Plot] = [], looks: Int = 1) {
    self.verdict = verdict
    self.plots = plots
    self.looks = looks
  }
}
