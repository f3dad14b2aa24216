#!/usr/bin/env node
// Starts Glassbox under Node or Bun: finds the right Bun (or gets the pinned one), makes sure that the
// packages are there, and hands over. Plain JavaScript, because it runs before either is certain.
//   glassbox ARGS…             main.ts with ARGS
//   glassbox --bun FILE ARGS…  another script of this package with the same Bun
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "./launcher/dependencies.mjs";
import { LaunchError } from "./launcher/launch-error.mjs";
import { ensureSupportedPlatform } from "./launcher/platform.mjs";
import { isAtLeast } from "./launcher/version.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** @param {string[]} args */
function chooseScript(args) {
  if (args[0] !== "--bun") {
    return { name: "main.ts", file: join(root, "main.ts"), args, development: false };
  }
  const [, name, ...rest] = args;
  if (name === undefined) {
    throw new LaunchError("--bun needs a script of this package: glassbox --bun FILE ARGS…", 2);
  }
  const file = resolve(root, name);
  const inside = relative(root, file);
  if (inside.startsWith("..") || isAbsolute(inside) || !existsSync(file)) {
    throw new LaunchError(`--bun: no script "${name}" in ${root}; name one that is there`, 2);
  }
  return { name, file, args: rest, development: true };
}

async function launch() {
  ensureSupportedPlatform();
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const pinned = manifest.engines.bun.replace(/^\D+/, "");
  const script = chooseScript(process.argv.slice(2));

  const here = process.versions.bun;
  const isRightBun = here !== undefined && isAtLeast(here, pinned);
  const bun = isRightBun
    ? process.execPath
    : await (await import("./launcher/find-bun.mjs")).findBun(root, pinned);

  const names = Object.keys(manifest.dependencies ?? {});
  if (script.development) names.push(...Object.keys(manifest.devDependencies ?? {}));
  const installed = ensureDependencies(root, names, bun);

  // After an installation Bun may still remember that the packages were missing: a new process looks again.
  if (isRightBun && !script.development && installed === "was there") {
    const program = await import(script.file);
    const code = await program.main(script.args);
    if (typeof code === "number") process.exitCode = code;
    return;
  }
  const { run } = await import("./launcher/run.mjs");
  process.exit(await run(bun, script.file, script.args));
}

try {
  await launch();
} catch (error) {
  if (!(error instanceof LaunchError)) throw error;
  process.stderr.write(`glassbox: ${error.message}\n`);
  process.exit(error.exitCode);
}
