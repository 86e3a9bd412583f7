#if os(Linux)
  import CEpoll

  #if canImport(Musl)
    import Musl
  #else
    import Glibc
  #endif

  /// Asks with Linux's `epoll`, which costs what happens and nothing for channels that rest.
  ///
  /// The system is told what a channel waits for when that grows, but not when it shrinks: between
  /// a request and its answer a server reads nothing, and hardly ever does anything come. Only when
  /// the system tells of something that is not waited for does it hear that it need not.
  final class EpollPoller: Poller {
    private let descriptor: Int32
    private var found = [epoll_event](repeating: epoll_event(), count: 256)
    /// What the system does not wait for, such as files: they are tried in every round.
    private var files: [Channel] = []

    init() throws(SocketError) {
      descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
      guard descriptor >= 0 else { throw SocketError(number: errno, action: "wait for sockets") }
    }

    deinit { Socket.close(descriptor) }

    func add(_ channel: Channel) {
      if tell(EPOLL_CTL_ADD, channel) {
        channel.asked = channel.events
      } else {
        files.append(channel)
      }
    }

    func change(_ channel: Channel) {
      guard let asked = channel.asked, channel.events & ~asked != 0 else { return }
      narrow(channel)
    }

    func remove(_ channel: Channel) {
      // A child that was just started may still hold the socket, so that closing it is not enough.
      if channel.asked != nil {
        _ = tell(EPOLL_CTL_DEL, channel)
      } else {
        files.removeAll { $0 === channel }
      }
    }

    func wait(
      for channels: [Channel], _ milliseconds: Int32
    ) -> [(channel: Channel, events: Int16)] {
      let count = epoll_wait(
        descriptor, &found, Int32(found.count), files.isEmpty ? milliseconds : 0)
      var ready = files.map { ($0, $0.events) }
      for event in found.prefix(Int(max(count, 0))) {
        // Whoever is told of here is held by the loop, and nothing has been removed meanwhile.
        guard let pointer = event.data.ptr else { continue }
        let channel = Unmanaged<Channel>.fromOpaque(pointer).takeUnretainedValue()
        let events = Int16(truncatingIfNeeded: event.events)
        if events & ~(channel.events | .broken) != 0 { narrow(channel) }
        if events & (channel.events | .broken) != 0 {
          ready.append((channel, events & (channel.events | .broken)))
        }
      }
      return ready
    }

    /// Tells the system exactly what a channel waits for.
    private func narrow(_ channel: Channel) {
      channel.asked = channel.events
      let isKnown = tell(EPOLL_CTL_MOD, channel)
      precondition(isKnown, "the system knows no channel \(channel.descriptor), which was added")
    }

    private func tell(_ operation: Int32, _ channel: Channel) -> Bool {
      var event = epoll_event()
      event.events = UInt32(UInt16(bitPattern: channel.events))
      event.data.ptr = Unmanaged.passUnretained(channel).toOpaque()
      return epoll_ctl(descriptor, operation, channel.descriptor, &event) == 0
    }
  }
#endif
