// `bun run build:mcpb [FOLDER]`: the bundle, checked and packed by the official tool, in dist/ unless another folder is named.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { MANIFEST } from "./manifest.ts";

const ROOT = resolve(import.meta.dir, "../..");

/** Node 18 lacks it, and what is bundled uses it. */
const BANNER = `Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new this((yes, no) => ((resolve = yes), (reject = no)));
  return { promise, resolve, reject };
};`;

export interface Built {
  readonly file: string;
  /** The folder that was packed. */
  readonly folder: string;
}

export async function buildBundle(out: string): Promise<Built> {
  const folder = join(out, "mcpb");
  const file = join(out, "glassbox.mcpb");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "server"), { recursive: true });
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(MANIFEST, null, 2)}\n`);
  const built = await Bun.build({
    entrypoints: [join(import.meta.dir, "shim.ts")],
    target: "node",
    format: "esm",
    minify: true,
    plugins: [
      {
        name: "plain-node",
        setup(build) {
          // The socket of Bun is left out; the one of Node has the same face.
          build.onResolve({ filter: /\/mcp-client\.ts$/ }, () => ({
            path: join(import.meta.dir, "node-link.ts"),
          }));
        },
      },
    ],
  });
  const [output] = built.outputs;
  const code = `${BANNER}\n${await output!.text()}`;
  writeFileSync(join(folder, "server/index.mjs"), code);
  await official("validate", join(folder, "manifest.json"));
  await official("pack", folder, file);
  return { file, folder };
}

/** What the official tool says. Throws when it minds. */
export async function official(...args: readonly string[]): Promise<string> {
  const tool = join(ROOT, "node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");
  const child = Bun.spawn([process.execPath, tool, ...args], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [said, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) === 0) return said;
  throw new Error(`mcpb ${args[0]}: ${errors || said}`);
}

if (import.meta.main) {
  const { file } = await buildBundle(resolve(process.argv[2] ?? join(ROOT, "dist")));
  console.log(await official("info", file));
  console.log(file);
}
