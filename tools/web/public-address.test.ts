import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isPublicAddress } from "./public-address.ts";

describe("addresses of the public internet", () => {
  test.each([
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80e::200e",
    "2001:4860:4860::8888",
  ])("%s is one", (address) => expect(isPublicAddress(address)).toBe(true));

  test.each([
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:808:808",
    "::8.8.8.8",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378::",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
  ])("%s is none", (address) => expect(isPublicAddress(address)).toBe(false));

  test("what is no address is none", () => {
    for (const text of ["", "localhost", "1.1.1", "1.1.1.256", "01.1.1.1", "2606::g"])
      expect(isPublicAddress(text)).toBe(false);
  });

  test("no IPv6 spelling of an IPv4 address is one", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom("::ffff:", "::", "64:ff9b::"), (v4, prefix) => {
        expect(isPublicAddress(prefix + v4)).toBe(false);
      }),
    );
  });

  test("every private IPv4 address is none", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const block = fc.constantFrom("10.$", "127.$", "192.168", "169.254", "172.20", "224.$");
    fc.assert(
      fc.property(block, byte, byte, byte, (prefix, a, b, c) => {
        const address = `${prefix.replace("$", String(a))}.${b}.${c}`;
        expect(isPublicAddress(address)).toBe(false);
      }),
    );
  });
});
