/// One of MediaPipe's face detectors: what its network does not say of itself.
///
/// The numbers are those of MediaPipe's graphs face_detection_short_range and face_detection_full_range.
package struct FaceNetworkKind: Hashable, Sendable {
  package let name: String
  /// Side of the square it sees, in pixels; boxes are in units of it.
  package let side: Int
  /// Least score of a face.
  package let threshold: Double
  /// Centres of the boxes, as fractions of the square.
  package let anchors: [Point]

  /// Made for a face within two metres of a webcam: 128 pixels, 896 boxes.
  package static let shortRange = FaceNetworkKind(
    name: "short range", side: 128, threshold: 0.5,
    anchors: Anchors.centers(side: 128, strides: [8, 16, 16, 16], perLayer: 2))

  /// Made for faces within five metres: 192 pixels, 2304 boxes.
  package static let fullRange = FaceNetworkKind(
    name: "full range", side: 192, threshold: 0.6,
    anchors: Anchors.centers(side: 192, strides: [4], perLayer: 1))
}
