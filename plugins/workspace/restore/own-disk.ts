import { statfsSync } from "node:fs";

/** `f_type` of statfs(2), Linux: ext, XFS, Btrfs, F2FS, bcachefs, ZFS, tmpfs, overlay. */
const OWN = new Set([
  0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0xca451a4e, 0x2fc12fc1, 0x01021994, 0x794c7630,
]);

/** Is a write that was accepted as good as done until the power goes? Over a network a full disk may show only at fsync. */
export function isOwnDisk(dir: string): boolean {
  try {
    return process.platform === "linux" && OWN.has(Number(statfsSync(dir).type) >>> 0);
  } catch {
    return false;
  }
}
