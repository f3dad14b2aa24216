import { statfsSync, statSync } from "node:fs";

import type { Check } from "./doctor.ts";

const OLDEST_BUN = [1, 4, 5];
const LITTLE_SPACE = 200 * 1024 * 1024;

export function platformCheck(): Check {
  const { platform, arch } = process;
  const ok =
    (platform === "linux" || platform === "darwin") && (arch === "x64" || arch === "arm64");
  const mend = ok ? "" : "use 64-bit Linux or macOS; on Windows install WSL";
  return { name: "platform", ok, detail: `${platform} ${arch}`, mend };
}

export function bunCheck(): Check {
  const parts = Bun.version.split(/[.-]/).map(Number);
  const different = OLDEST_BUN.findIndex((least, index) => parts[index] !== least);
  const ok = different < 0 || parts[different]! > OLDEST_BUN[different]!;
  const mend = ok ? "" : `get Bun ${OLDEST_BUN.join(".")} or newer: https://bun.sh`;
  return { name: "bun", ok, detail: Bun.version, mend };
}

export function homeCheck(home: string): Check {
  const mode = statSync(home).mode & 0o777;
  const ok = (mode & 0o077) === 0;
  const mend = ok ? "" : `others may read it: chmod 700 ${home}`;
  return { name: "home", ok, detail: `${home} (mode ${mode.toString(8)})`, mend };
}

export function diskCheck(home: string): Check {
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  const ok = free >= LITTLE_SPACE;
  const mend = ok ? "" : "make room: the ledger only grows";
  return { name: "disk", ok, detail: `${Math.round(free / 1024 ** 2)} MB free`, mend };
}

/** Nothing depends on them but single tools and tests. */
export function programChecks(): Check[] {
  return ["git", "strace"].map((name) => {
    const found = Bun.which(name);
    return { name, ok: found ? true : null, detail: found ?? "not there (optional)", mend: "" };
  });
}
