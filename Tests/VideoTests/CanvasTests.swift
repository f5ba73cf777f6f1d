import Images
import Testing
import Video

@Suite struct CanvasTests {
  private func canvas(_ width: Int = 12, _ height: Int = 9) -> Canvas {
    Canvas(RGBImage(width: width, height: height, pixels: Array(repeating: 0, count: 3 * width * height)))
  }

  /// The picture as text: `#` where it is white.
  private func text(_ canvas: Canvas) -> [String] {
    let image = canvas.image
    return (0..<image.height).map { row in
      String((0..<image.width).map { image.pixels[3 * (row * image.width + $0)] == 255 ? "#" : "." })
    }
  }

  @Test func `an outline, and one that reaches beyond the picture`() {
    var canvas = canvas(6, 4)
    canvas.outline(x: 1, y: 1, width: 10, height: 3, thickness: 1, .white)
    #expect(text(canvas) == ["......", ".#####", ".#....", ".#####"])
    canvas.fill(x: -50, y: -50, width: 20, height: 20, .white)
    canvas.fill(x: 3, y: 2, width: -4, height: 9, .white)
    #expect(text(canvas) == ["......", ".#####", ".#....", ".#####"])
  }

  @Test func `a dot is round`() {
    var canvas = canvas(7, 5)
    canvas.dot(x: 3, y: 2, radius: 2, .white)
    #expect(text(canvas) == ["...#...", "..###..", ".#####.", "..###..", "...#..."])
  }

  @Test func `half covered is half the colour`() {
    var canvas = canvas(1, 1)
    canvas.fill(x: 0, y: 0, width: 1, height: 1, .white, opacity: 0.5)
    #expect(canvas.image.pixels == [127, 127, 127])
  }

  @Test func `letters can be read`() {
    var canvas = canvas(15, 11)
    let size = canvas.label("h7", x: 0, y: 0, scale: 1, .white, on: .black)
    #expect(size == (15, 11))
    #expect(
      text(canvas) == [
        "...............", "...............",
        "..#...#.#####..", "..#...#.....#..", "..#...#....#...", "..#####...#....", "..#...#..#.....",
        "..#...#..#.....", "..#...#..#.....",
        "...............", "...............",
      ])
  }
}
