/// One of MediaPipe's face detectors: what its network does not say of itself.
///
/// The numbers are those of MediaPipe's graphs face_detection_short_range and face_detection_full_range.
package struct FaceNetworkKind: Hashable, Sendable {
  package let name: String
  /// What its file is called.
  package let fileName: String
  /// SHA-256 of its file, as tools/fetch_weights.py checks it too.
  package let sha256: String
  /// Side of the square it sees, in pixels; boxes are in units of it.
  package let side: Int
  /// Least score of a face.
  package let threshold: Double
  /// Centres of the boxes, as fractions of the square.
  package let anchors: [Point]

  /// Made for a face within two metres of a webcam: 128 pixels, 896 boxes.
  package static let shortRange = FaceNetworkKind(
    name: "short range", fileName: "face_detection_short_range.tflite",
    sha256: "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8", side: 128, threshold: 0.5,
    anchors: Anchors.centers(side: 128, strides: [8, 16, 16, 16], perLayer: 2))

  /// Made for faces within five metres: 192 pixels, 2304 boxes.
  package static let fullRange = FaceNetworkKind(
    name: "full range", fileName: "face_detection_full_range_sparse.tflite",
    sha256: "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1", side: 192, threshold: 0.6,
    anchors: Anchors.centers(side: 192, strides: [4], perLayer: 1))
}
