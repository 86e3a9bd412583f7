import Engine

/// Draws among hosts that another host disturbs as little as possible.
///
/// Each host has a word of its own in the stream, known by the host's name, and the least word
/// wins. A host that joins or leaves therefore changes a draw only where it is itself the one that
/// is drawn (rendezvous hashing, after Thaler and Ravishankar).
struct HostDraw {
  private let cluster: Cluster
  private let stream: RandomStream

  init(_ cluster: Cluster, from stream: RandomStream) {
    self.cluster = cluster
    self.stream = stream
  }

  /// The hosts in a drawn order.
  func order(of hosts: [Int32]) -> [Int32] {
    hosts.map { (host: $0, word: word(of: $0)) }.sorted { $0.word < $1.word }.map(\.host)
  }

  /// One of the hosts, each equally likely; nothing where there is none.
  func one(of hosts: [Int32]) -> Int32? {
    hosts.min { word(of: $0) < word(of: $1) }
  }

  private func word(of host: Int32) -> UInt64 {
    stream.word(at: cluster.hosts[Int(host)].key.word)
  }
}
