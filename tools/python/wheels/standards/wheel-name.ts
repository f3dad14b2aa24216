import { isProjectName, normaliseName } from "./name.ts";
import type { Platform } from "./platform.ts";
import { parseVersion, type Version } from "./version.ts";

/** What the file name of a wheel says (PEP 427), its sets of tags taken apart (PEP 425). */
export interface WheelName {
  readonly name: string;
  readonly version: Version;
  /** Of two wheels that fit alike the higher build is taken. */
  readonly build: number;
  readonly pythons: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
}

export function parseWheelName(fileName: string): WheelName | null {
  if (!fileName.endsWith(".whl") || fileName.length > 300 || /[/\\\0]/.test(fileName)) return null;
  const parts = fileName.slice(0, -".whl".length).split("-");
  if (parts.length !== 5 && parts.length !== 6) return null;
  const [name = "", versionText = ""] = parts;
  const [pythons = "", abis = "", platforms = ""] = parts.slice(-3);
  const version = parseVersion(versionText.replaceAll("_", "-"));
  if (version === null || !isProjectName(name)) return null;
  const build = parts.length === 6 ? /^\d{1,15}/.exec(parts[2] ?? "")?.[0] : "0";
  if (build === undefined) return null;
  return {
    name: normaliseName(name),
    version,
    build: Number(build),
    pythons: pythons.split("."),
    abis: abis.split("."),
    platforms: platforms.split("."),
  };
}

/** How well a wheel fits; null: it does not run there. Compiled for the very Python is best, pure for any is least. */
export function rankOf(wheel: WheelName, platform: Platform): number | null {
  let best: number | null = null;
  for (const python of wheel.pythons)
    for (const abi of wheel.abis)
      for (const system of wheel.platforms) {
        const rank = rankOfTag(python, abi, system, platform);
        if (rank !== null && (best === null || rank > best)) best = rank;
      }
  return best;
}

function rankOfTag(python: string, abi: string, system: string, platform: Platform): number | null {
  if (system !== platform.tag && system !== "any") return null;
  const minor = platform.python.release[1] ?? 0;
  const found = /^(cp|py)3(\d{0,2})$/.exec(python);
  if (found === null) return null;
  const isCPython = found[1] === "cp";
  const wanted = found[2] === "" ? 0 : Number(found[2]);
  if (wanted > minor) return null;
  const base = system === "any" ? 0 : 1000;
  if (abi === "none") {
    if (isCPython && wanted !== minor) return null;
    return base + (isCPython ? 200 : 100) + wanted;
  }
  if (system === "any" || !isCPython) return null;
  if (abi === `cp3${minor}`) return wanted === minor ? base + 400 : null;
  return abi === "abi3" && wanted >= 2 ? base + 300 + wanted : null;
}
