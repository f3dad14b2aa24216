import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const TOP = join(import.meta.dir, "../..");
const SUITE = join(TOP, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
const CLIENT = join(import.meta.dir, "client.ts");

export interface Score {
  readonly passed: number;
  readonly total: number;
  /** The scenarios that did not pass, each with its first reason. */
  readonly failed: readonly string[];
}

/** What the official suite says of the hub as a client, in each revision's frozen set. */
export async function clientConformance(): Promise<{ legacy: Score; modern: Score }> {
  // One after the other: a set already starts all its clients at once.
  const legacy = await run("2025-11-25");
  return { legacy, modern: await run("2026-07-28") };
}

const checks = z.array(
  z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }),
);

async function run(revision: string): Promise<Score> {
  const required = await requiredScenarios(revision);
  const out = mkdtempSync(join(tmpdir(), "glassbox-conformance-"));
  try {
    const command = `${process.execPath} ${CLIENT}`;
    const suite = ["client", "--command", command, "--requirements", revision, "-o", out];
    // A machine with two cores and forty clients needs its time.
    const { exitCode } = await started([...suite, "--timeout", "120000"]);
    const failed = required.flatMap((scenario) => {
      const why = problemOf(out, scenario);
      return why === undefined ? [] : [`${scenario}: ${why}`];
    });
    // What the suite says counts, also where its files show no fault.
    if (exitCode !== 0 && failed.length === 0) throw new Error(`the suite ended with ${exitCode}`);
    return { passed: required.length - failed.length, total: required.length, failed };
  } finally {
    rmSync(out, { recursive: true });
  }
}

async function requiredScenarios(revision: string): Promise<readonly string[]> {
  const { stdout } = await started(["list", "--requirements", revision]);
  const [, after = ""] = stdout.split("Client scenarios");
  const [section = ""] = after.split("\n\n");
  return [...section.matchAll(/^ {2}- (\S+)$/gm)].map(([, scenario = ""]) => scenario);
}

/** Undefined: it has passed. A scenario that left nothing behind was not run. */
function problemOf(out: string, scenario: string): string | undefined {
  const [folder = "", name = scenario] = scenario.includes("/") ? scenario.split("/") : [""];
  const place = join(out, folder);
  const found = readdirSync(place).find(
    (each) => each.replace(/-\d{4}-\d\d-\d\dT.*$/, "") === name,
  );
  if (found === undefined) return "it was not run";
  const all = checks.parse(JSON.parse(readFileSync(join(place, found, "checks.json"), "utf8")));
  const bad = all.find(({ status }) => status === "FAILURE" || status === "WARNING");
  return bad && `${bad.id} ${bad.errorMessage ?? ""}`.trim();
}

async function started(
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly exitCode: number }> {
  const child = Bun.spawn([process.execPath, SUITE, ...args], {
    cwd: TOP,
    env: { ...process.env, NO_COLOR: "1" },
    stdout: "pipe",
    stderr: "ignore",
  });
  const stdout = await child.stdout.text();
  return { stdout, exitCode: await child.exited };
}
