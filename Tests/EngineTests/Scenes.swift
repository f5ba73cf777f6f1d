import Foundation
import Images

/// Frames in which the portrait moves about: what a camera would see, on a grey wall.
struct Scene {
  static let width = 640
  static let height = 480
  private let wall: UInt8

  private var pixels: [UInt8]

  init(wall: UInt8 = 110) {
    self.wall = wall
    pixels = [UInt8](repeating: wall, count: 3 * Scene.width * Scene.height)
  }

  /// The portrait's head and shoulders: of 512 pixels, the face is about 110 wide and lies at (228, 130).
  static func portrait() throws -> RGBImage { try ImageDecoder.decode(Fixtures.portrait()) }

  /// The scene with the portrait drawn `side` pixels large, its upper left corner at (x, y).
  func with(_ portrait: RGBImage, x: Int, y: Int, side: Int) -> Scene {
    var scene = self
    let small = portrait.resized(width: side, height: side)
    for row in 0..<side where (0..<Scene.height).contains(y + row) {
      for column in 0..<side where (0..<Scene.width).contains(x + column) {
        for color in 0..<3 {
          scene.pixels[3 * ((y + row) * Scene.width + x + column) + color] =
            small.pixels[3 * (row * side + column) + color]
        }
      }
    }
    return scene
  }

  var image: RGBImage { RGBImage(width: Scene.width, height: Scene.height, pixels: pixels) }

  /// The scene with its light turned down or up.
  func lit(_ factor: Double) -> RGBImage {
    RGBImage(
      width: Scene.width, height: Scene.height,
      pixels: pixels.map { UInt8(min(255, Double($0) * factor)) })
  }
}
