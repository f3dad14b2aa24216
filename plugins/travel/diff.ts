import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { defineVerb } from "../../kernel/verb.ts";
import type { Place } from "../contracts/addresses.ts";
import type { Files } from "../contracts/files.ts";
import type { FileMark } from "./file-marks.ts";
import { addressesOf, nameOf, planOf, stateAt } from "./moment.ts";
import { sharedEvents } from "./shared.ts";

export function diffVerb(host: Host) {
  return defineVerb({
    name: "run.diff",
    description:
      "Compares two moments, of one run or two: state, plan, files, and the first event in which they differ.",
    input: z.object({ a: z.string(), b: z.string(), patch: z.boolean().default(false) }),
    output: z.custom<JsonObject>(isObject),
    scope: "read",
    async handler(input) {
      const [{ firstDifference }, { planDifference, stateDifferences }] = await Promise.all([
        import("./first-difference.ts"),
        import("./state-difference.ts"),
      ]);
      const kernel = host.kernel();
      const addresses = addressesOf(host);
      const [a, b] = [addresses.place(input.a), addresses.place(input.b)];
      for (const { path } of [a, b])
        if (path !== null) throw usage("a: moments are compared, not files", "leave out :PATH");
      const [stateA, stateB] = [stateAt(kernel, a), stateAt(kernel, b)];
      const state = stateDifferences(stateA, stateB);
      const plan = planDifference(
        planOf(kernel, a.branch, stateA),
        planOf(kernel, b.branch, stateB),
      );
      const files = await filesBetween(host.needs("files"), a, b, input.patch);
      const shared = sharedEvents(kernel.ledger, a, b);
      const first = firstDifference(kernel.ledger, a, b, shared);
      const steps = [...plan.added, ...plan.removed, ...plan.changed];
      const isSame = first === null && state.length + steps.length + files.changes.length === 0;
      return {
        same: isSame,
        a: sideOf(a),
        b: sideOf(b),
        shared,
        first: first as unknown as JsonValue,
        state: state as unknown as JsonValue,
        plan: plan as unknown as JsonValue,
        files: files as unknown as JsonValue,
      };
    },
  });
}

function sideOf(place: Place) {
  const { run, branch, at, length } = place;
  return { name: nameOf(place), run, branch, at, length };
}

async function filesBetween(files: Files, a: Place, b: Place, withPatch: boolean) {
  const [{ marksBetween }, { patchOf }] = await Promise.all([
    import("./file-marks.ts"),
    import("./patch.ts"),
  ]);
  const [before, after] = [files.at(a.branch, a.at), files.at(b.branch, b.at)];
  const content = (sha256: string) => files.content(sha256);
  const changes = marksBetween(before, after, content).map((mark: FileMark) => ({
    ...mark,
    ...(withPatch ? { patch: patchOf(mark, content) } : {}),
  }));
  return { a: before.digest, b: after.digest, changes };
}
