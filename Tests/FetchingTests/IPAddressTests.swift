import Fetching
import Testing

@Suite struct IPAddressTests {
  @Test(arguments: [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:c0a8:101", "64:ff9b::a00:1",
    "2002:7f00:1::1",
  ])
  func `an address of this machine or its network is ours, however it is written`(text: String) throws {
    #expect(try #require(IPAddress(text)).reach == .ours)
  }

  @Test(arguments: [
    "0.0.0.0", "169.254.169.254", "169.254.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9",
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "100.100.100.200", "::", "fe80::1", "fec0::1", "ff02::1",
    "fd00:ec2::254", "fd20:ce::254", "168.63.129.16", "2001:db8::1", "2001:0:4137:9e76::1",
    "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1", "::127.0.0.1", "64:ff9b:1::1", "100::1",
  ])
  func `what nobody means to ask is nobody's`(text: String) throws {
    #expect(try #require(IPAddress(text)).reach == .nobody)
  }

  @Test(arguments: [
    "1.1.1.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.63.255.255", "100.128.0.1", "8.8.8.8",
    "2606:4700::1111", "2002:808:808::1", "::ffff:8.8.8.8",
  ])
  func `the rest is everybody's`(text: String) throws {
    #expect(try #require(IPAddress(text)).reach == .everybody)
  }

  @Test(arguments: [
    "", "localhost", "0x7f.1", "2130706433", "0177.0.0.1", "127.1", "1.2.3.4.5", "::1%lo", "[::1]",
  ])
  func `a text in another form is no address`(text: String) {
    #expect(IPAddress(text) == nil)
  }
}
