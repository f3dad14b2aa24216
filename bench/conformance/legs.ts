import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { progress } from "../support/bench.ts";
import { openEndpoint } from "./endpoint.ts";
import type { Endpoint } from "./endpoint.ts";
import { fixtureSpec, otherSpecs } from "./fixture-specs.ts";
import { createFixtureTasks } from "./fixture-tasks.ts";
import { openProduct } from "./product.ts";
import { countPassed, REVISIONS, runSuite } from "./suite.ts";
import type { Revision } from "./suite.ts";

/** What one leg found: how many scenarios it ran, and how many passed. */
export interface Leg {
  readonly passed: number;
  readonly total: number;
}

/** The scenarios of both revisions, with our fixture as the only server: the front and the listener without a kernel. */
export function serverLeg(folder: string): Promise<Leg> {
  const open = (home: string) => openEndpoint({ servers: [fixtureSpec("both")], home });
  return requiredOf("server", REVISIONS, folder, open);
}

/** The same with three servers as one, behind the product as it is. */
export function throughHubLeg(folder: string): Promise<Leg> {
  const servers = [fixtureSpec("both"), ...otherSpecs(folder)];
  return requiredOf("throughHub", REVISIONS, folder, (home) => openProduct(servers, home));
}

/** A stateless client, and a server that knows sessions alone, behind the product. */
export function crossEraLeg(folder: string): Promise<Leg> {
  const open = (home: string) => openProduct([fixtureSpec("legacy")], home);
  return requiredOf("crossEra", ["2026-07-28"], folder, open);
}

/** The tasks extension. The suite runs all of its scenarios, and passes over those that it cannot judge yet. */
export function tasksLeg(folder: string): Promise<Leg> {
  const open = (home: string) => openEndpoint({ servers: [], home, ...createFixtureTasks() });
  return inHome("tasks", folder, open, async (url, out) => {
    const { others } = await runSuite(url, "2026-07-28", out);
    const tasks = others.filter(({ name, isRun }) => name.startsWith("tasks-") && isRun);
    return { passed: countPassed("tasks", tasks), total: tasks.length };
  });
}

type Open = (home: string) => Endpoint | Promise<Endpoint>;

function requiredOf(
  name: string,
  revisions: readonly Revision[],
  folder: string,
  open: Open,
): Promise<Leg> {
  return inHome(name, folder, open, async (url, out) => {
    let passed = 0;
    let total = 0;
    for (const revision of revisions) {
      const { required } = await runSuite(url, revision, out);
      passed += countPassed(`${name} ${revision}`, required);
      total += required.length;
    }
    return { passed, total };
  });
}

async function inHome(
  name: string,
  folder: string,
  open: Open,
  run: (url: string, out: string) => Promise<Leg>,
): Promise<Leg> {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  progress(`${name}: the suite runs`);
  const endpoint = await open(home);
  try {
    return await run(endpoint.url, folder);
  } finally {
    await endpoint.close();
  }
}
