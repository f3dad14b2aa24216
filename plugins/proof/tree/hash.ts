/** RFC 6962, section 2.1: leaves and nodes are hashed apart, so that neither can pass for the other. */
const LEAF = 0x00;
const NODE = 0x01;
export const HASH_BYTES = 32;

const leafInput = new Uint8Array(1 + HASH_BYTES).fill(LEAF);
const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES).fill(NODE);

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/** A leaf of our tree is the 32 bytes of an event's hash. */
export function hashLeaf(hash: Uint8Array): Uint8Array {
  leafInput.set(hash, 1);
  return sha256(leafInput);
}

export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return sha256(nodeInput);
}

export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function sha256(input: Uint8Array): Uint8Array {
  return Bun.SHA256.hash(input, new Uint8Array(HASH_BYTES)) as Uint8Array;
}
