import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Plays items whose files are in the library.
struct PlayHandlers: Sendable {
  let catalogue: LiveCatalogue
  let library: LibraryFiles?

  /// Bytes that are read at once.
  private static let chunk = 256 << 10

  func play(_ call: Call) async throws -> Response {
    let id = try call.parameter("id")
    guard let item = try await catalogue.current().item(id) else { throw WebError.unknownItem(id) }
    guard let library else {
      throw WebError.nothingToPlay("this server has no library; it is named by --library")
    }
    guard let path = item.file else { throw WebError.nothingToPlay("no file of this item is known") }
    let file = try await onItsOwnThread { try library.open(path) }

    let headers = call.request.headers
    var answer: HTTPFields = [
      .eTag: file.entityTag, .acceptRanges: "bytes", .cacheControl: "private, no-cache",
    ]
    let known = headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
    if known.contains(where: { $0 == "*" || $0 == file.entityTag }) {
      return Response(status: .notModified, headers: answer)
    }
    // A part of what it was before is worth nothing.
    let isSame = headers[.ifRange].map { $0 == file.entityTag } ?? true
    let range = isSame ? try ByteRange.read(headers[.range], size: file.size) : nil
    answer[.contentType] = file.type
    let name = file.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "file"
    answer[.contentDisposition] = "inline; filename*=UTF-8''\(name)"
    if let range {
      answer[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.size)"
    }
    return Response(
      status: range == nil ? .ok : .partialContent, headers: answer,
      body: Self.body(of: file, in: range ?? 0..<file.size))
  }

  /// The bytes, piece by piece: the next is read when the one before is on its way.
  private static func body(of file: LibraryFile, in range: Range<Int>) -> ResponseBody {
    ResponseBody(contentLength: range.count) { writer in
      var next = range.lowerBound
      while next < range.upperBound {
        let piece = try await file.read(next..<min(range.upperBound, next + Self.chunk))
        next += piece.readableBytes
        try await writer.write(piece)
      }
      try await writer.finish(nil)
    }
  }
}
