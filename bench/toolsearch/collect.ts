// Makes `tools.json` anew: starts each of the servers of `sources.ts` and keeps what they say of their tools.
// `bun bench/toolsearch/collect.ts FOLDER`, after `bun add --ignore-scripts PACKAGE…` there. Only for licences that allow it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

import { withTempFolder } from "../support/temp-folder.ts";
import { askServer } from "./ask-server.ts";
import { type Source, SOURCES } from "./sources.ts";

const LICENCES = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"]);

const manifest = z.object({
  version: z.string(),
  license: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]),
});

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("no folder given: bun bench/toolsearch/collect.ts FOLDER");
  process.exit(2);
}

const servers: object[] = [];
for (const source of SOURCES) {
  try {
    const found = await collect(source, resolve(folder));
    console.error(`${source.server}: ${found.tools.length} tools`);
    servers.push(found);
  } catch (error) {
    console.error(`${source.server}: left out, ${error instanceof Error ? error.message : error}`);
  }
}
writeFileSync(join(import.meta.dir, "tools.json"), `${JSON.stringify(servers)}\n`);

async function collect(source: Source, installed: string) {
  const home = join(installed, "node_modules", source.package);
  const { version, bin, ...own } = manifest.parse(
    await Bun.file(join(home, "package.json")).json(),
  );
  const license = source.license ?? own.license;
  if (!LICENCES.has(license)) throw new Error(`its licence is ${license}`);
  const program = typeof bin === "string" ? bin : Object.values(bin)[0]!;
  const tools = await withTempFolder(async (temp) => {
    mkdirSync(join(temp, "home"));
    // Nothing of this machine's user: only what the program needs to be found and to start.
    const env = { PATH: process.env["PATH"] ?? "", HOME: join(temp, "home"), ...source.env };
    const command = ["node", join(home, program), ...(source.args ?? [])];
    return await askServer(command, { cwd: temp, env });
  });
  return { server: source.server, package: source.package, version, license, tools };
}
