import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { progress } from "../support/bench.ts";

const root = join(import.meta.dir, "../..");

export const REVISIONS = ["2025-11-25", "2026-07-28"] as const;

export type Revision = (typeof REVISIONS)[number];

export interface Scenario {
  readonly name: string;
  readonly passed: boolean;
  /** False: the suite passes over it. */
  readonly isRun: boolean;
  /** What it found wrong. */
  readonly failures: readonly string[];
}

export interface Verdict {
  /** What the revision requires. */
  readonly required: readonly Scenario[];
  /** What it runs besides. */
  readonly others: readonly Scenario[];
}

const checks = z.array(
  z.looseObject({
    id: z.string(),
    status: z.enum(["SUCCESS", "FAILURE", "WARNING", "SKIPPED", "INFO"]),
    errorMessage: z.string().optional(),
  }),
);

/** Runs the official suite against a server, as a revision requires it. */
export async function runSuite(url: string, revision: Revision, folder: string): Promise<Verdict> {
  const out = join(folder, `suite-${revision}-${crypto.randomUUID()}`);
  const command = ["x", "--bun", "conformance", "server", "--url", url];
  const child = Bun.spawn([process.execPath, ...command, "--requirements", revision, "-o", out], {
    cwd: root,
    stdout: "ignore",
    stderr: "pipe",
  });
  const stderr = await new Response(child.stderr).text();
  const exitCode = await child.exited;
  const required = requiredBy(revision);
  const found = readdirSync(out).map((name) => readScenario(out, name));
  const names = new Set(found.map(({ name }) => name));
  const missing = required.filter((name) => !names.has(name));
  if (missing.length > 0) throw new Error(`the suite did not run ${missing.join(", ")}: ${stderr}`);
  const isRequired = new Set(required);
  const counted = found.filter(({ name }) => isRequired.has(name));
  // The suite is the judge: whoever counts otherwise than it counts wrong.
  if (counted.every(({ passed }) => passed) !== (exitCode === 0)) {
    throw new Error(
      `the suite ended with ${exitCode}, which is not what its checks say: ${stderr}`,
    );
  }
  return { required: counted, others: found.filter(({ name }) => !isRequired.has(name)) };
}

/** As the package says it, so that nobody counts less. */
export function requiredBy(revision: Revision): readonly string[] {
  const path = join(root, "node_modules/@modelcontextprotocol/conformance/requirements");
  const parsed = Bun.YAML.parse(readFileSync(join(path, `${revision}.yaml`), "utf8"));
  return z.looseObject({ server: z.array(z.string()) }).parse(parsed).server;
}

/** `server-NAME-DATE`. */
function readScenario(out: string, folder: string): Scenario {
  const name = folder.replace(/^server-/, "").replace(/-\d{4}-\d{2}-\d{2}T.*$/, "");
  const all = checks.parse(JSON.parse(readFileSync(join(out, folder, "checks.json"), "utf8")));
  const failures = all.filter(({ status }) => status === "FAILURE");
  return {
    name,
    isRun: all.some(({ status }) => status === "SUCCESS" || status === "FAILURE"),
    passed: failures.length === 0 && all.some(({ status }) => status === "SUCCESS"),
    failures: failures.map(({ id, errorMessage = "" }) => `${id}: ${errorMessage}`),
  };
}

/** How many passed; the others are told with their reasons. */
export function countPassed(what: string, scenarios: readonly Scenario[]): number {
  const failed = scenarios.filter(({ passed }) => !passed);
  for (const { name, failures } of failed) {
    progress(`  ${what}: ${name} failed${failures.map((each) => `\n    ${each}`).join("")}`);
  }
  return scenarios.length - failed.length;
}
