extension Array where Element: ExpressibleByIntegerLiteral {
  /// Has so many elements from now on, of any value; takes memory only where there is too little.
  mutating func resize(to newCount: Int) {
    if newCount < count {
      removeLast(count - newCount)
    } else {
      append(contentsOf: repeatElement(0, count: newCount - count))
    }
  }
}
