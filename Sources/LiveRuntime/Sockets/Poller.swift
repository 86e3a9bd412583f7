#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What asks the system which channels are ready; used on the thread of its loop only.
protocol Poller: AnyObject {
  /// Begins to ask for a channel.
  func add(_ channel: Channel)
  /// Takes note that a channel waits for something else.
  func change(_ channel: Channel)
  /// No longer asks for a channel, whose socket is still open.
  func remove(_ channel: Channel)
  /// Waits until some of the loop's channels are ready, or so many milliseconds have gone by.
  ///
  /// - Returns: those that are ready, with what is possible or broken.
  func wait(for channels: [Channel], _ milliseconds: Int32) -> [(channel: Channel, events: Int16)]
}

/// Asks with `poll`, which every system has and which costs something for every channel.
final class PortablePoller: Poller {
  private var polled: [pollfd] = []

  func add(_ channel: Channel) {}
  func change(_ channel: Channel) {}
  func remove(_ channel: Channel) {}

  func wait(for channels: [Channel], _ milliseconds: Int32) -> [(channel: Channel, events: Int16)] {
    polled.removeAll(keepingCapacity: true)
    for channel in channels {
      polled.append(pollfd(fd: channel.descriptor, events: channel.events, revents: 0))
    }
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return [] }
    return zip(channels, polled).compactMap { $1.revents == 0 ? nil : ($0, $1.revents) }
  }
}
