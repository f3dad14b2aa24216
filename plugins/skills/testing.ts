import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { GoalRequest } from "../contracts/driver.ts";
import { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { Verbs } from "../../kernel/verb.ts";
import { createCatalog } from "./catalog.ts";
import { createPlanner } from "./planner.ts";
import { skillVerbs } from "./verbs.ts";

export const LIBRARY = join(import.meta.dir, "library");
const NOW = new Date(2026, 10, 21, 12).getTime();
export const PLAN = `triggers: ["water {plant} [on {day}]"]
slots:
  plant: { type: name }
  day: { type: date, default: today }
access: write
steps:
  - id: water
    do: { tool: { server: files, name: files_write, args: { path: "\${slots.plant}.md", content: $slots.day } } }
answer: "\${water.path}"
`;

export const skillText = (name: string, more = "") =>
  `---\nname: ${name}\ndescription: Waters a plant, as in "Water the fern".\n${more}---\n\n# Body\n`;

/** The files of a skill that is as it should be. */
export const healthy = (name: string) => ({ "SKILL.md": skillText(name), "plan.yaml": PLAN });

export const request = (goal: string, access: "read" | "write" = "write"): GoalRequest => ({
  goal,
  access,
  dir: "/",
  at: NOW,
  tools: [],
  options: {},
});

/** A tool of a server that is there. */
export const offeredBy = (server: string): GoalRequest["tools"][number] => ({
  server,
  name: "any",
  description: "",
  inputSchema: true,
  effect: "read",
  expect: [],
  paths: [],
  meta: {},
  trusted: true,
  hash: "",
});

export async function write(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  for (const [path, content] of Object.entries(files)) await Bun.write(join(folder, path), content);
  return folder;
}

/** An empty home and an empty library of its own for each test. */
export function temporaryHome() {
  const top = mkdtempSync(join(tmpdir(), "glassbox-skills-"));
  const tenantDir = join(top, "home");
  const library = join(top, "library");
  mkdirSync(join(tenantDir, "skills"), { recursive: true });
  mkdirSync(library);
  return {
    top,
    tenantDir,
    library,
    inHome: (name: string, files: Record<string, string>) =>
      write(join(tenantDir, "skills", name), files),
    remove: () => rmSync(top, { recursive: true }),
    parts(libraryFolder = library) {
      const catalog = createCatalog({ library: libraryFolder, home: join(tenantDir, "skills") });
      const verbs = new Verbs();
      for (const verb of skillVerbs({ tenantDir }, catalog)) verbs.register(verb);
      const signal = new AbortController().signal;
      const call = { actor: "person", via: "test", signal, emit: () => undefined };
      return {
        catalog,
        planner: createPlanner(catalog),
        verb: (name: string, input: unknown) =>
          verbs.call(name, input, call) as Promise<JsonObject>,
      };
    },
  };
}

export async function refusalOf(work: Promise<unknown>): Promise<KernelError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KernelError) return error;
  throw error ?? new Error("it was not refused");
}
