import Foundation
import Glibc
import Synchronization

/// A server of a few lines: it answers each request with what a closure says, and remembers what it was asked.
final class StandInServer: Sendable {
  enum Answer: Sendable {
    case json(String)
    case status(Int, headers: String = "")
    /// Closes in the middle of an answer.
    case hangUp
    /// Says nothing at all.
    case silence
  }

  let port: Int
  private let listener: Int32
  private let heard = Mutex<[String]>([])

  /// The head of each request so far.
  var requests: [String] { heard.withLock { $0 } }
  var address: String { "http://127.0.0.1:\(port)" }

  struct NoSocket: Error {}

  /// - Parameter answer: what to say to the first request, the second, and so on.
  init(_ answer: @escaping @Sendable (_ request: Int) -> Answer) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (listener, length) = (listener, size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isListening else { throw NoSocket() }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in
      var silent: [Int32] = []
      defer { for connection in silent { close(connection) } }
      for number in 0... {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        let head = Self.head(from: connection)
        heard.withLock { $0.append(head) }
        let answer = answer(number)
        if case .silence = answer { silent.append(connection) } else { Self.send(answer, to: connection) }
      }
    }
  }

  /// Ends the thread as well.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private static func head(from connection: Int32) -> String {
    var text = ""
    var bytes = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = recv(connection, &bytes, bytes.count, 0)
      guard count > 0 else { break }
      text += String(decoding: bytes[..<count], as: UTF8.self)
    }
    return text
  }

  private static func send(_ answer: Answer, to connection: Int32) {
    defer { close(connection) }
    let text =
      switch answer {
      case .json(let body):
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
          + "Connection: close\r\n\r\n\(body)"
      case .status(let status, let headers):
        "HTTP/1.1 \(status) So\r\n\(headers)Content-Length: 2\r\nConnection: close\r\n\r\nno"
      case .hangUp: "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"subsonic-response\": "
      case .silence: ""
      }
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }
}
