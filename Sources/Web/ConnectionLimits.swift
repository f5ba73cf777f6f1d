import NIOCore

/// How long and how many connections may wait, so that somebody who opens many and says nothing does not lock
/// everybody else out.
package struct ConnectionLimits: Sendable {
  /// All connections together.
  package var most = 768
  /// Connections of one address (of IPv6 one network); of a proxy that is trusted as many as there are.
  package var mostPerAddress = 256
  /// From the opening of a connection to the end of its first head.
  package var head: TimeAmount = .seconds(10)
  /// From a head to the end of its body: two megabytes over a slow line.
  package var body: TimeAmount = .seconds(60)
  /// Between two requests.
  package var idle: TimeAmount = .seconds(75)
  /// How long what was sent may lie with us because the other end does not take it.
  package var unread: TimeAmount = .seconds(20)
  /// How long what is in flight may take when the server is told to stop.
  package var stopping: TimeAmount = .seconds(8)
  /// Between two signs of life to those who listen.
  package var keepAlive: Duration = .seconds(15)
  /// Bytes and time for what a caller still sends after the answer; then the connection is cut.
  package var lateBytes = 256 << 10
  package var late: TimeAmount = .seconds(1)

  package init() {}
}
