import type { Boot } from "../cell/frames.ts";
import type { PreparedImage } from "../types.ts";

/** What a cell is told at its start, and nothing else of the image. */
export function bootOf(
  { pyodideDir, snapshot, wheels, preload }: PreparedImage,
  { mode, walls, memoryBytes }: Pick<Boot, "mode" | "walls" | "memoryBytes">,
): Boot {
  return {
    mode,
    pyodideDir,
    snapshot,
    wheels: wheels.map(({ name, version, path, sha256, depends, imports }) => ({
      name,
      version,
      path,
      sha256,
      depends,
      imports,
    })),
    preload,
    walls,
    memoryBytes,
  };
}
