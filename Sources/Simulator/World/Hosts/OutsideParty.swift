package import Engine
package import Primitives

/// Somebody outside the cluster's own mechanics who can be told to go wrong.
///
/// Such as a simulated card processor or a broker. The party decides what the words mean; it lists those it knows, so that a plan with an unknown
/// one is refused before the run.
package protocol OutsideParty: AnyObject {
  /// The words of the faults that it knows.
  var knownFaults: [String] { get }
  /// Goes wrong from now on.
  func strike(_ fault: OutsideFault)
  /// Behaves again; told for each fault that struck and was healed.
  func heal(_ fault: OutsideFault)
}

/// A fault of an outside party.
package struct OutsideFault: Hashable, Sendable {
  /// The name that the party is registered under.
  package var party: String
  /// What goes wrong, in the party's own word.
  package var word: String
  /// How long something takes, where the word needs a time.
  package var delay: Distribution?
  /// How often something happens, where the word needs a share.
  package var share: Ratio?

  /// A fault in the word of a party, with what that word needs.
  package init(
    _ party: String, _ word: String, delay: Distribution? = nil, share: Ratio? = nil
  ) {
    self.party = party
    self.word = word
    self.delay = delay
    self.share = share
  }
}
