import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ALLOWED } from "../cell/imports.ts";
import { importNames } from "./import-names.ts";
import { prepareTestImage } from "./testing-image.ts";
import { openWorld } from "./world.ts";

const world = await openWorld();
afterAll(() => world.close());
const image = await prepareTestImage();

const report = z.object({ names: z.array(z.string()), refused: z.array(z.string()) });

async function callImports(isSealed: boolean, only: readonly string[] | null) {
  const { secret, owned, marked, env } = world.aim;
  const texts = [
    owned,
    secret,
    `${marked} >/dev/null 2>&1 &`,
    `process.getBuiltinModule("node:fs").writeFileSync("${owned}", "x")`,
    `return process.env["${env}"]`,
  ];
  const { pyodideDir, snapshot } = image;
  const order = JSON.stringify({ pyodideDir, snapshot, isSealed, texts, only });
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "import-fuzz-child.ts"), order],
    { env: world.environment, stdout: "pipe", stderr: "ignore", timeout: 60_000 },
  );
  const text = await new Response(child.stdout).text();
  await child.exited;
  return { text, seen: [...(await world.look()), ...world.secretsIn(text)] };
}

test("sealed, no import reaches the machine, whatever it is called with", async () => {
  const { text, seen } = await callImports(true, null);
  const { names, refused } = report.parse(JSON.parse(text.trim().split("\n").at(-1) ?? ""));

  expect(seen).toEqual([]);
  // Also those that only modules loaded later could ask for.
  expect(names.length).toBeGreaterThan(importNames().length);
  expect(refused.length).toBeGreaterThan(1000);
  expect(refused.filter((name) => ALLOWED.has(name))).toEqual([]);
}, 90_000);

test("open, the same calls start programs and write files", async () => {
  const { seen } = await callImports(false, ["_emscripten_system", "emscripten_run_script"]);

  expect(seen).toContain("process started");
  expect(seen).toContain("files changed");
}, 90_000);

test("each import that stays open is in the audit, and nothing else is", () => {
  const page = readFileSync(join(import.meta.dir, "../../../docs/sandbox-imports.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((line) =>
    [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ""),
  );
  const listed = named.filter((name) => ALLOWED.has(name));

  expect(new Set(listed)).toEqual(new Set(ALLOWED));
  expect(listed).toHaveLength(ALLOWED.size);
});
