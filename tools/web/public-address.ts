import { isIPv4, isIPv6 } from "node:net";

/** IPv4 blocks that are not the public internet (IANA special-purpose registry, multicast, reserved). */
const RESERVED_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/**
 * Global unicast is 2000::/3; everything else (loopback, link-local, unique local, multicast,
 * IPv4-mapped, NAT64) is refused by that alone. These blocks inside it are not plain internet:
 * protocol assignments with Teredo, documentation, 6to4, documentation.
 */
const GLOBAL_V6 = ["2000::", 3] as const;
const RESERVED_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

/** Whether an address belongs to the public internet; what is not an address does not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) {
    const number = parseV4(address);
    return !RESERVED_V4.some(([base, length]) => contains(parseV4(base), length, number, 32));
  }
  if (!isIPv6(address) || address.includes("%")) return false;
  const number = parseV6(address);
  const isIn = ([base, length]: readonly [string, number]) =>
    contains(parseV6(base), length, number, 128);
  return isIn(GLOBAL_V6) && !RESERVED_V6.some(isIn);
}

function contains(base: bigint, length: number, address: bigint, bits: number): boolean {
  const shift = BigInt(bits - length);
  return base >> shift === address >> shift;
}

function parseV4(address: string): bigint {
  return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function parseV6(address: string): bigint {
  const [head = "", tail] = withoutDots(address).split("::");
  const front = groupsOf(head);
  const back = groupsOf(tail ?? "");
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array<string>(zeros).fill("0"), ...back];
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}

/** `::ffff:1.2.3.4` as `::ffff:102:304`. */
function withoutDots(address: string): string {
  const start = address.lastIndexOf(":") + 1;
  const last = address.slice(start);
  if (!last.includes(".")) return address;
  const number = parseV4(last);
  return `${address.slice(0, start)}${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
}
