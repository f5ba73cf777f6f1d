import Images

extension FaceNetwork {
  /// How much of the nearer look's side the face fills. Of .35, .45, .55 and .65 this moved the eyes least from one
  /// frame to the next in clips of a signer before a webcam.
  private static var closerContent: Double { 0.45 }

  /// The same face seen from nearer, or `face` itself where it is large already or that shows nothing.
  ///
  /// In a frame of 640 pixels a face before a webcam is some 15 pixels wide to the network, which then tells its eyes
  /// no better than to a pixel of those: the aligned face tilts by up to 15°. A look at the face alone tells them
  /// several times finer.
  func closer(_ face: DetectedFace, in image: RGBImage) throws(FaceError) -> DetectedFace {
    let side = max(face.box.width, face.box.height) / Self.closerContent
    guard side.isFinite, side < 0.6 * Double(max(image.width, image.height)) else { return face }
    func span(_ middle: Double, _ limit: Int) -> Range<Int>? {
      let start = max(0, (middle - side / 2).rounded())
      let end = min(Double(limit), (middle + side / 2).rounded())
      return end - start >= 8 ? Int(start)..<Int(end) : nil
    }
    guard let columns = span(face.box.x + face.box.width / 2, image.width),
      let rows = span(face.box.y + face.box.height / 2, image.height)
    else { return face }
    defer { part.clear() }
    part.redraw(
      cropping: image, x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
    let seen = try detect(in: part).map {
      $0.moved(x: Double(columns.lowerBound), y: Double(rows.lowerBound))
    }
    let best = seen.max {
      $0.box.intersectionOverUnion(face.box) < $1.box.intersectionOverUnion(face.box)
    }
    guard let best, best.box.intersectionOverUnion(face.box) > 0.5 else { return face }
    return DetectedFace(box: best.box, landmarks: best.landmarks, score: face.score)
  }
}

extension DetectedFace {
  fileprivate func moved(x dx: Double, y dy: Double) -> DetectedFace {
    func moved(_ point: Point) -> Point { Point(x: point.x + dx, y: point.y + dy) }
    return DetectedFace(
      box: BoundingBox(x: box.x + dx, y: box.y + dy, width: box.width, height: box.height),
      landmarks: Landmarks(
        rightEye: moved(landmarks.rightEye), leftEye: moved(landmarks.leftEye),
        nose: moved(landmarks.nose), mouth: moved(landmarks.mouth), rightEar: moved(landmarks.rightEar),
        leftEar: moved(landmarks.leftEar)),
      score: score)
  }
}
