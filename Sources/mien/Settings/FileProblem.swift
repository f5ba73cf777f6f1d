import Foundation

/// Why a file could not be read or written, in words.
struct FileProblem: CustomStringConvertible {
  let description: String

  init(_ error: any Error) {
    description =
      switch (error as? CocoaError)?.code {
      case .fileNoSuchFile, .fileReadNoSuchFile: "there is no such file"
      case .fileReadNoPermission: "you may not read it"
      default: Self.reason(error as NSError)
      }
  }

  /// The system's own words where its error is at the bottom.
  private static func reason(_ error: NSError) -> String {
    if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError { return reason(cause) }
    guard error.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(error.code))).lowercased()
  }
}
