import Emotions
import Engine
import Faces
import Images
import Video

/// Draws a reading on its frame: the viewer's face in the colour of its mood, the other faces in grey, and the mood.
enum FrameDrawing {
  static func draw(_ reading: ViewerReading, on image: RGBImage) -> RGBImage {
    var canvas = Canvas(image)
    let scale = max(1, min(image.width, image.height) / 240)
    for (place, face) in reading.analysis.faces.enumerated().reversed() {
      let isViewer = place == reading.viewer
      let color = isViewer ? color(of: reading.mood.state) : grey
      draw(face, color, scale: scale, on: &canvas)
    }
    canvas.label(
      MoodWords.state(reading), x: 4 * scale, y: 4 * scale, scale: 2 * scale, .white,
      on: color(of: reading.mood.state), opacity: 0.8)
    return canvas.image
  }

  private static func draw(
    _ face: FaceReading, _ color: Canvas.Color, scale: Int, on canvas: inout Canvas
  ) {
    let (x, y) = (pixel(face.box.x), pixel(face.box.y))
    let (width, height) = (pixel(face.box.width), pixel(face.box.height))
    canvas.outline(x: x, y: y, width: width, height: height, thickness: 2 * scale, color)
    let marks = face.landmarks
    for point in [marks.rightEye, marks.leftEye, marks.nose, marks.mouth, marks.rightEar, marks.leftEar] {
      canvas.dot(x: pixel(point.x), y: pixel(point.y), radius: scale + 2, color)
    }
    let percent = Int((face.distribution.confidence * 100).rounded())
    let words = "\(face.distribution.top) \(percent) %"
    let plate = Canvas.labelSize(words, scale: scale)
    canvas.label(
      words, x: max(0, min(x, canvas.width - plate.width)),
      y: max(0, min(y + height, canvas.height - plate.height)), scale: scale, .white, on: color, opacity: 0.8)
  }

  /// A box of a damaged frame may be anywhere; what is drawn stays near the picture.
  private static func pixel(_ value: Double) -> Int {
    value.isFinite ? Int(max(-10_000, min(10_000, value.rounded()))) : 0
  }

  private static let grey = Canvas.Color(96, 96, 96)

  private static func color(of state: MoodState) -> Canvas.Color {
    switch state.label {
    case .angry: Canvas.Color(190, 45, 35)
    case .disgust: Canvas.Color(85, 115, 30)
    case .fear: Canvas.Color(115, 65, 160)
    case .happy: Canvas.Color(190, 120, 0)
    case .neutral: Canvas.Color(70, 95, 110)
    case .sad: Canvas.Color(30, 90, 180)
    case .surprise: Canvas.Color(0, 130, 130)
    case nil: grey
    }
  }
}
