/// A command could not do what it was asked; the sentence says why and what to change. The exit code is 1.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
