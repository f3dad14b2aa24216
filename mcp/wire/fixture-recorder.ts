// Records until it is killed; says so when the first messages are in the file.
import { createWire } from "./index.ts";
import { asked } from "./testing.ts";

const [, , dir = ""] = process.argv;
const wire = createWire({
  dir,
  keep: () => ({ days: 14, megabytes: 256 }),
  redact: (text) => text,
  onSealed: async () => {},
  onReleasing: async () => {},
  limits: { gatherMs: 1 },
});
for (let id = 1; ; id += 1) {
  wire.record(asked(id));
  if (id % 50 === 0) await wire.flush();
  if (id === 200) console.log("recording");
}
