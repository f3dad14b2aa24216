import type { WallState } from "../types.ts";
import { type LinuxPrepared, prepareLinux, raiseLinux, raiseProcess } from "./linux-walls.ts";
import { type DarwinPrepared, prepareDarwin, raiseDarwin, raiseDarwinProcess } from "./seatbelt.ts";
import { knownArchitecture } from "./syscalls.ts";
import { refusal, reported, unsupported, type WallReport } from "./wall-state.ts";

export { isNeeded, type WallReport } from "./wall-state.ts";

/** Loaded and compiled while files can still be opened. */
export type PreparedWalls =
  | LinuxPrepared
  | DarwinPrepared
  | { readonly system: "other"; readonly reason: string };

export interface WallOptions {
  /** `required`: throws when one is missing. `if-present`: says what is missing. `off`: only the process by itself. */
  readonly os: "required" | "if-present" | "off";
  /** Linear memory at most. */
  readonly memoryBytes: number;
}

/** Called once and early: what is asked of the parent is asked while it is alive. */
export function prepareWalls(): PreparedWalls {
  const architecture = knownArchitecture();
  try {
    if (process.platform === "linux" && architecture) return prepareLinux(architecture);
    if (process.platform === "darwin") return prepareDarwin();
  } catch (error) {
    return { system: "other", reason: error instanceof Error ? error.message : String(error) };
  }
  return { system: "other", reason: `none are known for ${process.platform} ${process.arch}` };
}

/**
 * Raises what the operating system has, for good, and tries each. In the cell, after its warm-up and before the first
 * byte that nobody vouches for. Afterwards no file can be opened and no module loaded.
 */
export function raiseWalls(prepared: PreparedWalls, options: WallOptions): readonly WallState[] {
  const walls = [own(prepared), ...ofTheSystem(prepared, options)];
  const refused = options.os === "required" ? refusal(walls) : null;
  if (refused) throw new Error(refused);
  return walls;
}

function own(prepared: PreparedWalls): WallState {
  if (prepared.system === "linux") return raiseProcess(prepared);
  if (prepared.system === "darwin") return raiseDarwinProcess(prepared);
  return unsupported("process", prepared.reason);
}

function ofTheSystem(prepared: PreparedWalls, options: WallOptions): readonly WallState[] {
  if (options.os === "off")
    return namesOn(prepared).map((name) => ({ name, state: "off", detail: "" }));
  if (prepared.system === "linux") return raiseLinux(prepared, options.memoryBytes);
  if (prepared.system === "darwin") return raiseDarwin(prepared);
  return namesOn(prepared).map((name) => unsupported(name, prepared.reason));
}

function namesOn({ system }: PreparedWalls): readonly WallState["name"][] {
  return system === "darwin" ? ["rlimits", "seatbelt"] : ["rlimits", "landlock", "seccomp"];
}

/** What stands on this machine, without an interpreter. Loads late: a cell has no use for it. */
export async function lookAtWalls(): Promise<readonly WallReport[]> {
  const { tryWalls } = await import("./look.ts");
  return (await tryWalls()).map(reported);
}
