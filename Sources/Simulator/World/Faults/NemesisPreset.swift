import Engine
import Primitives

/// How often and how hard a nemesis strikes.
package enum NemesisPreset: String, CaseIterable, Hashable, Sendable {
  /// One fault now and then.
  case calm
  /// Several, sometimes two at a time.
  case rough
  /// Many at a time.
  case brutal

  /// The mean time between two faults, which come as independent arrivals do.
  package var meanGap: Duration {
    switch self {
    case .calm: .seconds(10)
    case .rough: .milliseconds(2_500)
    case .brutal: .milliseconds(600)
    }
  }

  /// The longest that a fault may last.
  package var longest: Duration {
    switch self {
    case .calm: .seconds(1)
    case .rough: .seconds(5)
    case .brutal: .seconds(20)
    }
  }

  /// The most messages that one kind of fault of messages hits, in a hundred.
  package var mostMessages: UInt64 {
    switch self {
    case .calm: 1
    case .rough: 5
    case .brutal: 30
    }
  }

  /// How many hosts may be down, frozen or cut off at once beyond what the guarantee bounds.
  package var mostHosts: Int {
    switch self {
    case .calm: 1
    case .rough: 2
    case .brutal: .max
    }
  }

  /// What the presets mean, as a table for people.
  static var table: String {
    var text = "| Preset | Mean time between faults | Longest fault | Messages hit, at most |"
    text += " Hosts down at once |\n|---|---|---|---|---|\n"
    for preset in allCases {
      let hosts = preset.mostHosts == .max ? "any number" : "\(preset.mostHosts)"
      text += "| `\(preset.rawValue)` | \(preset.meanGap.text) | \(preset.longest.text) |"
      text += " \(preset.mostMessages) % | \(hosts) |\n"
    }
    text += """

      How long a fault lasts is drawn over orders of magnitude, from 10 ms to the longest, so that
      short and long ones are equally likely. Each seed keeps a random part of the kinds, each with
      a weight from 1 to 100. `recoverable` never wipes a disk or lets it lie, ends every fault
      before the quiet begins and leaves one host of every service alone; of services with a single
      host, one at a time may be down. `scorched` spares nothing.

      """
    return text
  }
}
