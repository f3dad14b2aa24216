import { existsSync } from "node:fs";
import { LaunchError } from "./launch-error.mjs";

const needs = "Glassbox needs Linux, macOS or WSL on a 64-bit processor (x64 or arm64)";

/** Says so at once where no build of Bun, or none that Glassbox is tested with, can run. */
export function ensureSupportedPlatform() {
  if (process.platform === "win32") {
    throw new LaunchError(
      `${needs}; on Windows install WSL (wsl --install) and run this inside it.`,
      2,
    );
  }
  if (process.platform !== "linux" && process.platform !== "darwin") {
    throw new LaunchError(`${needs}; this is ${process.platform}.`, 2);
  }
  if (process.arch !== "x64" && process.arch !== "arm64") {
    throw new LaunchError(
      `${needs}; this program is ${process.arch}: install a 64-bit system with a 64-bit Node or Bun.`,
      2,
    );
  }
}

/**
 * The npm packages that carry the Bun binary for this machine, best first. The baseline builds need no AVX2;
 * they come last and are used when the first one does not start.
 */
export function bunPackages() {
  const system = process.platform;
  const processor = process.arch === "arm64" ? "aarch64" : "x64";
  const library = system === "linux" && isMusl() ? "-musl" : "";
  const name = `@oven/bun-${system}-${processor}${library}`;
  return processor === "x64" ? [name, `${name}-baseline`] : [name];
}

function isMusl() {
  const name = process.arch === "arm64" ? "aarch64" : "x86_64";
  if (existsSync(`/lib/ld-musl-${name}.so.1`) && existsSync("/etc/alpine-release")) return true;
  const report = /** @type {any} */ (process.report?.getReport());
  return report !== undefined && report.header.glibcVersionRuntime === undefined;
}
