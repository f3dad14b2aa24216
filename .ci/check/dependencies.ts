import { z } from "zod";
import type { Finding } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** Every package that we stand on has a line in CONTRIBUTING.md that says what for, and an exact version. */
export function dependencyTable(files: readonly SourceFile[]): Finding {
  const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? "";
  const manifest = manifestSchema.parse(JSON.parse(textOf("package.json") || "{}"));
  const table = textOf("CONTRIBUTING.md");
  const used = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  const rows = [...table.matchAll(/^\| `([^`]+)` \|(?:[^|\n]+\|){3}$/gm)].map(
    (row) => row[1] ?? "",
  );
  const names = new Set(used.map(([name]) => name));
  const failures = [
    ...used
      .filter(([name]) => !rows.includes(name))
      .map(([name]) => `${name} has no line in the table of CONTRIBUTING.md`),
    ...used
      .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name} "${version}": name one exact version`),
    ...rows
      .filter((name) => !names.has(name))
      .map((name) => `${name} is in the table of CONTRIBUTING.md, but not in package.json`),
  ];
  return { name: "dependencies are exact and explained", figure: `${used.length}`, failures };
}
