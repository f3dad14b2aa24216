// Loads one source file otherwise than it is written, to show that what it guards is looked at:
//   PATCH='{"file": "kernel/decide.ts", "from": "…", "to": "…"}' bun --preload patched.ts schedules.ts
import { plugin } from "bun";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const patch = z.strictObject({ file: z.string(), from: z.string(), to: z.string() });
const { file, from, to } = patch.parse(JSON.parse(process.env["PATCH"] ?? "{}"));
const path = join(import.meta.dir, "../../..", file);

plugin({
  name: "patched",
  setup(build) {
    build.onLoad({ filter: new RegExp(`^${RegExp.escape(path)}$`) }, () => {
      const source = readFileSync(path, "utf8");
      if (source.split(from).length !== 2) throw new Error(`${file} has not just one ${from}`);
      return { contents: source.replace(from, () => to), loader: "ts" };
    });
  },
});
