/// Why some bytes are not a picture Mien can use.
public enum ImageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are no bytes.
  case empty
  /// The first bytes are of no format Mien reads.
  case unknownFormat
  /// The file ends before the picture does.
  case truncated(ImageFormat)
  /// The bytes break the rules of their format, in the decoder's words.
  case corrupt(ImageFormat, String)
  /// A valid picture of a kind Mien does not read.
  case unsupported(ImageFormat, String)
  /// More pixels than allowed.
  case tooLarge(width: Int, height: Int, limit: Int)
  /// More bytes than allowed.
  case fileTooLarge(bytes: Int, limit: Int)
  /// The encoder refused, in its own words.
  case notEncoded(String)

  public var description: String {
    switch self {
    case .empty: "the image is empty (0 bytes): give a JPEG, PNG or WebP file"
    case .unknownFormat: "this is not an image Mien reads: give a JPEG, PNG or WebP file"
    case .truncated(let format):
      "the \(format) image is cut off before its end: send the whole file again"
    case .corrupt(let format, let reason): "the \(format) image is damaged: \(reason)"
    case .unsupported(let format, let reason): "this kind of \(format) image is not read: \(reason)"
    case .tooLarge(let width, let height, let limit):
      "the image has \(width)×\(height) pixels, and at most \(limit) are allowed: make it smaller"
    case .fileTooLarge(let bytes, let limit):
      "the image file has \(bytes) bytes, and at most \(limit) are allowed: make it smaller"
    case .notEncoded(let reason): "the picture could not be written: \(reason)"
    }
  }
}
