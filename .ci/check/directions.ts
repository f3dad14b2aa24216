import type { Import } from "./imports.ts";
import { pathOfImport, roomOf } from "./rooms.ts";
import { withoutTests, type Finding } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";

/** Which rooms a room may import, besides itself. `*` is all; a last `/` stands for every room in there. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  memory: ["kernel"],
  mcp: ["kernel"],
  tools: [],
  plugins: ["mcp", "memory", "kernel", "plugins/contracts"],
  ui: ["plugins/", "mcp", "memory", "kernel"],
  "main.ts": ["*"],
  bench: ["*"],
  examples: ["*"],
  docs: ["*"],
  ".ci": ["*"],
};
const closedRooms = new Set(["kernel", "tools"]);

/** Imports point down the list of rooms only; tests may import anything. */
export function importDirections(files: readonly SourceFile[]): Finding {
  const sources = withoutTests(files);
  let count = 0;
  const failures = sources.flatMap((file) => {
    const top = file.path.split("/")[0] ?? "";
    const allowed = mayImport[top];
    if (allowed === undefined) {
      return [`${file.path}: "${top}" is no room of this house: move the file into one`];
    }
    return file.imports.flatMap((found) => {
      count += 1;
      const target = pathOfImport(file, found);
      if (target === undefined || isAllowed(file, target, allowed)) return [];
      return [broken(file, found, `${roomOf(file.path)} may not import ${roomOf(target)}`)];
    });
  });
  return { name: "import directions", figure: `${count} imports`, failures };
}

function isAllowed(file: SourceFile, target: string, allowed: readonly string[]): boolean {
  const here = roomOf(file.path);
  const there = roomOf(target);
  if (here === there || allowed.includes("*")) return true;
  // The version and the name of the package are everyone's, except where a room knows nothing of the house.
  if (target === "package.json") return !closedRooms.has(file.path.split("/")[0] ?? "");
  return allowed.some((room) => (room.endsWith("/") ? there.startsWith(room) : there === room));
}

/** The kernel stands on zod, Bun and Node alone. */
export function kernelImports(files: readonly SourceFile[]): Finding {
  const sources = withoutTests(files).filter((file) => file.path.startsWith("kernel/"));
  const packages = new Set<string>();
  const failures = sources.flatMap((file) =>
    file.imports.flatMap((found) => {
      if (pathOfImport(file, found) !== undefined) return [];
      packages.add(found.specifier);
      if (/^(?:zod(?:\/.*)?|bun|(?:bun|node):.*)$/.test(found.specifier)) return [];
      return [broken(file, found, `the kernel imports only zod, bun:*, node:*`)];
    }),
  );
  return {
    name: "kernel/ imports only zod, bun:*, node:*",
    figure: [...packages].sort().join(" ") || "no package",
    failures,
  };
}

/** What plugins share is types: whatever runs belongs to one of them. */
export function contractTypes(files: readonly SourceFile[]): Finding {
  const contracts = files.filter(
    ({ path, isCode }) => isCode && path.startsWith("plugins/contracts/"),
  );
  const transpiler = new Bun.Transpiler({ loader: "ts" });
  const running = contracts.filter(({ text }) => transpiler.transformSync(text).trim() !== "");
  return {
    name: "plugins/contracts/ holds types alone",
    figure: `${contracts.length} files`,
    failures: running.map(({ path }) => `${path} has code that runs: give it to a plugin`),
  };
}

/** One place per provider: whoever deletes the plugin deletes its SDK. */
export function modelImports(files: readonly SourceFile[]): Finding {
  let count = 0;
  const failures = withoutTests(files).flatMap((file) =>
    file.imports.flatMap((found) => {
      if (!/^(?:ai|ollama|@ai-sdk)(?:\/|$)/.test(found.specifier)) return [];
      count += 1;
      if (/^plugins\/model-[^/]+\//.test(file.path) || isModelType(file, found)) return [];
      return [broken(file, found, "only plugins/model-* may import ai, ollama and @ai-sdk/*")];
    }),
  );
  return {
    name: "only plugins/model-* import ai, ollama, @ai-sdk/*",
    figure: `${count} imports`,
    failures,
  };
}

function isModelType(file: SourceFile, found: Import): boolean {
  const isPort = file.path === "plugins/contracts/models.ts";
  return isPort && found.kind === "type" && found.specifier === "@ai-sdk/provider";
}

function broken(file: SourceFile, found: Import, rule: string): string {
  return `${file.path}:${found.line}: imports "${found.specifier}": ${rule}`;
}
