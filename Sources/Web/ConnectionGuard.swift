import Glibc
import Hummingbird
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Keeps one connection within the ``ConnectionLimits``, and closes it when an answer comes before the request
/// has ended.
///
/// A request that is refused for its head (no session, foreign origin, too long) is answered at once, with
/// `Connection: close`. What its sender still sends is thrown away up to a limit, so that the answer arrives
/// before the connection is cut, and never swallowed whole. So is a connection whose other end asks and does not
/// read.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ConnectionLimits
  /// `nil` where one address stands for many.
  private let counter: ConnectionCounter?
  /// Whether an address is a proxy's, which stands for many.
  private let isProxy: @Sendable (String) -> Bool
  private let whenStopping: @Sendable () -> Void
  private var deadline: Scheduled<Void>?
  /// Runs while what we sent is not taken.
  private var readDeadline: Scheduled<Void>?
  /// Runs when the server stops.
  private var lastDeadline: Scheduled<Void>?
  private var isReceiving = false
  /// What may still be thrown away; `nil` until the connection is being closed.
  private var lateBytesLeft: Int?

  /// - Parameter whenStopping: called when the server is told to stop and lets what is in flight end.
  init(
    limits: ConnectionLimits, counter: ConnectionCounter?, isProxy: @escaping @Sendable (String) -> Bool,
    whenStopping: @escaping @Sendable () -> Void
  ) {
    self.limits = limits
    self.counter = counter
    self.isProxy = isProxy
    self.whenStopping = whenStopping
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    if let counter, let address = context.channel.remoteAddress?.ipAddress, !isProxy(address) {
      let network = networkName(of: address)
      let fits = counter.opened(network, most: limits.mostPerAddress)
      context.channel.closeFuture.whenComplete { _ in counter.closed(network) }
      guard fits else { return context.close(promise: nil) }
      // A peer that is gone without a word takes nothing; the system would try for a quarter of an hour.
      let userTimeout = ChannelOptions.socket(.init(IPPROTO_TCP), .init(TCP_USER_TIMEOUT))
      _ = context.channel.setOption(userTimeout, value: Int(limits.unread.nanoseconds / 1_000_000))
    }
    close(context, after: limits.head)
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    readDeadline?.cancel()
    lastDeadline?.cancel()
    context.fireChannelInactive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    readDeadline?.cancel()
    readDeadline =
      context.channel.isWritable
      ? nil
      : context.eventLoop.assumeIsolated().scheduleTask(in: limits.unread) { context.close(promise: nil) }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      whenStopping()
      lastDeadline = context.eventLoop.assumeIsolated().scheduleTask(in: limits.stopping) {
        context.close(promise: nil)
      }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    if let left = lateBytesLeft {
      guard case .body(let bytes) = part, bytes.readableBytes < left else {
        return context.close(promise: nil)
      }
      lateBytesLeft = left - bytes.readableBytes
      return
    }
    switch part {
    case .head:
      isReceiving = true
      close(context, after: limits.body)
    case .body: break
    case .end:
      isReceiving = false
      deadline?.cancel()
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Nobody behind us asks for more of a body that is thrown away.
    if lateBytesLeft != nil { context.read() }
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard isReceiving else { return context.write(data, promise: promise) }
    switch unwrapOutboundIn(data) {
    case .head(var head):
      head.headerFields[.connection] = "close"
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      context.writeAndFlush(data, promise: promise)
      lateBytesLeft = limits.lateBytes
      context.close(mode: .output, promise: nil)
      close(context, after: limits.late)
      context.read()
    }
  }

  private func close(_ context: ChannelHandlerContext, after time: TimeAmount) {
    deadline?.cancel()
    deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
  }
}

/// How many connections each address has.
final class ConnectionCounter: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  /// Counts a connection; `false` if it is one too many. It is to be told when that one ends as well.
  func opened(_ address: String, most: Int) -> Bool {
    counts.withLock { counts in
      counts[address, default: 0] += 1
      return counts[address, default: 0] <= most
    }
  }

  func closed(_ address: String) {
    counts.withLock { counts in
      let left = (counts[address] ?? 1) - 1
      counts[address] = left > 0 ? left : nil
    }
  }
}
