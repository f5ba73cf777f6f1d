import NIOCore

/// How long and how many connections may wait, so that somebody who opens many and says nothing does not lock
/// everybody else out.
package struct ConnectionLimits: Sendable {
  /// All connections together.
  package var most = 256
  /// Connections of one address (of IPv6 one network); of a proxy that is trusted as many as there are.
  package var mostPerAddress = 64
  /// From the opening of a connection to the end of its first head.
  package var head: TimeAmount = .seconds(10)
  /// From a head to the end of its body: two megabytes over a slow line.
  package var body: TimeAmount = .seconds(60)
  /// Between two requests.
  package var idle: TimeAmount = .seconds(75)
  /// Bytes and time for what a caller still sends after the answer; then the connection is cut.
  package var lateBytes = 256 << 10
  package var late: TimeAmount = .seconds(1)

  package init() {}
}
