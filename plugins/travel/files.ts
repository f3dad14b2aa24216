import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { defineVerb } from "../../kernel/verb.ts";
import { addressesOf } from "./moment.ts";

export function filesVerb(host: Host) {
  return defineVerb({
    name: "run.files",
    description: "Lists the folder of a run as it was at an event, and what the run had changed.",
    input: z.object({ run: z.string() }),
    output: z.custom<JsonObject>(isObject),
    scope: "read",
    async handler(input) {
      const { marksOf } = await import("./file-marks.ts");
      const { run, label, branch, at, length, path } = addressesOf(host).place(input.run);
      if (path !== null)
        throw usage("run: run.files lists the whole folder", "run.file shows a path in it");
      const files = host.needs("files");
      const tree = files.at(branch, at);
      const content = (sha256: string) => files.content(sha256);
      const changes = marksOf(files.changes(branch, 0, at), content);
      return {
        files: [...tree.entries.values()] as unknown as JsonValue,
        changes: changes as unknown as JsonValue,
        digest: tree.digest,
        dir: tree.dir,
        run,
        label,
        branch,
        at,
        length,
      };
    },
  });
}
