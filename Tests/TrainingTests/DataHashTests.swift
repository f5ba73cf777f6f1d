import Tensors
import Testing
import Training

struct DataHashTests {
  private func hash(_ parts: [UInt8]...) -> String {
    var hash = SHA256()
    for part in parts { hash.update(part) }
    return hash.hexadecimal()
  }

  @Test func `SHA-256 agrees with the standard's vectors`() {
    #expect(hash() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hash(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hash(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      hash(Array(repeating: 97, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 119, 120, 128])
  func `SHA-256 does not depend on how the bytes come`(length: Int) {
    let bytes = (0..<length).map { UInt8($0) }
    for cut in 0...length { #expect(hash(Array(bytes[..<cut]), Array(bytes[cut...])) == hash(bytes)) }
  }
}
