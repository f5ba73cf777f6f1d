import Foundation

/// The description of the API in OpenAPI 3.1, read into memory once.
public struct APIDocument: Sendable {
  let file: StaticFile

  /// The document that comes with the program.
  ///
  /// - Throws: ``ServeError/documentMissing(path:)``.
  public static func bundled() throws(ServeError) -> APIDocument {
    let url = Bundle.module.bundleURL.appending(path: "openapi.json")
    guard let bytes = try? Data(contentsOf: url) else { throw .documentMissing(path: url.path()) }
    return APIDocument(file: StaticFile(path: "/api/v1/openapi.json", name: "openapi.json", bytes: bytes))
  }
}
