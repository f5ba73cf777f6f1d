/// A command could not do what it was asked; the sentence says why and what to change. The exit code is 1.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  init(unwritable path: String) {
    self.init("\(path) cannot be written: is the folder there, is there space, and may you write there?")
  }
}
