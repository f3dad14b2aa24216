import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { isAbsolute } from "node:path";
import { z } from "zod";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";
import { text } from "../../kernel/event.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Addresses } from "../contracts/addresses.ts";
import type { Contents } from "../contracts/contents.ts";
import { stillMissing } from "./import/still-missing.ts";
import type { Survey } from "./import/survey.ts";
import { IMPORTED } from "./imported.ts";
import { proofOf } from "./proofs.ts";
import { provided } from "./provided.ts";

const count = z.int().min(0);

/** Takes in an exported run. One file at a time: two could bring the same events. */
export function importVerb(host: Host): Verb {
  let last: Promise<unknown> = Promise.resolve();
  return defineVerb({
    name: "runs.import",
    description: "Takes in a run that another home exported, after every proof in the file held.",
    // Whose record is believed is a person's decision.
    scope: "person",
    input: z.strictObject({ path: z.string().min(1).describe("The file, as an absolute path.") }),
    output: z.object({
      run: z.string(),
      label: z.string(),
      root: z.string(),
      events: count,
      fresh: count,
      erased: count,
      blobs: count,
      missing: count,
      /** Whose record it is, and the key that it is signed with: whether it is theirs, only they can say. */
      origins: z.array(z.object({ source: z.string(), publicKey: z.string() })),
    }),
    async handler({ path }, call) {
      const next = last.then(() => importFile(host, path, call.actor));
      last = next.catch(() => {});
      const { run, root, events, fresh, erased, blobs, origins, signed, ...rest } = await next;
      const label = provided<Addresses>(host, "addresses", "runs").label(run);
      const missing = Math.max(rest.missing.length, rest.owned);
      const counted = { events, fresh, erased, blobs, missing };
      const keys = new Map(signed.map(({ source, publicKey }) => [source, publicKey]));
      const named = [...origins.keys()].map((source) => ({
        source,
        publicKey: keys.get(source) ?? "",
      }));
      return { run, label, root, ...counted, origins: named };
    },
  });
}

async function importFile(host: Host, path: string, actor: string): Promise<Survey> {
  const kernel = host.kernel();
  const { ledger, types } = kernel;
  // An idle kernel holds neither in memory.
  const { examine } = await import("./import/examine.ts");
  const { bringMissing, takeIn } = await import("./import/take-in.ts");
  const file = open(path);
  try {
    const parts = { ledger, types, proof: proofOf(host), keys: keysOf(kernel) };
    const survey = await examine(file, parts);
    const contents = host.provided<Contents>("contents").get("workspace");
    const keepContent = (bytes: Uint8Array) =>
      contents ? contents.put(survey.root, bytes) : ledger.putBlob(bytes);
    const takeParts = { ledger, actor, keepContent };
    if (survey.fresh > 0) {
      assertResting(kernel, survey);
      await takeIn(file, survey, takeParts);
      return survey;
    }
    const isLacking = stillMissing(ledger, contents).some(({ root }) => root === survey.root);
    if (isLacking) await bringMissing(file, survey, takeParts);
    return survey;
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  if (!isAbsolute(path)) throw usage(`path: ${path} is not absolute`, "give the whole path");
  const hint = "name an exported file";
  let file: number;
  try {
    // A pipe that nobody writes to would be waited for, in the kernel's own thread.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw usage(`path: ${path} cannot be read: ${messageOf(error)}`, hint);
  }
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw usage(`path: ${path} is no file`, hint);
}

function importsIn({ ledger }: KernelParts) {
  const subject = `tenant/${ledger.tenant}`;
  return [...ledger.query({ subject, types: [IMPORTED] })].flatMap(({ data }) =>
    data ? [data] : [],
  );
}

/** Of origins that others brought, and of those that this home has been, which nobody else may speak for. */
function keysOf(kernel: KernelParts): ReadonlyMap<string, string> {
  const { ledger } = kernel;
  const { tenant } = ledger;
  const keys = new Map<string, string>();
  for (const { origin, publicKey } of importsIn(kernel)) keys.set(text(origin), text(publicKey));
  for (const { data } of ledger.query({ subject: `tenant/${tenant}`, types: ["origin.opened"] }))
    keys.set(`/${tenant}/${text(data?.["origin"])}`, text(data?.["publicKey"]));
  return keys;
}

/** A run that goes on here has its account in memory. */
function assertResting({ runs, ledger }: KernelParts, { root }: Survey): void {
  const busy = runs.active().find((run) => ledger.branch(run)?.root === root);
  if (busy === undefined) return;
  throw new KernelError("conflict", `run ${busy} of the same tree is at work here`, {
    hint: `wait for it, or stop it first: glassbox stop ${busy}`,
  });
}
