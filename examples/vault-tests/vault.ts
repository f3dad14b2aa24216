import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** A vault in memory: path from its root with `/`, and the whole text, byte order mark included. */
export type Vault = Map<string, string>;

export function writeVault(dir: string, vault: ReadonlyMap<string, string>): void {
  for (const [path, text] of vault) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** Every file below `dir`, sorted by path. */
export function readVault(dir: string): Vault {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((file) => join(file.parentPath, file.name)).sort();
  return new Map(
    // readFileSync keeps a byte order mark; a TextDecoder would drop it unseen.
    paths.map((path) => [relative(dir, path).split(sep).join("/"), readFileSync(path, "utf8")]),
  );
}
