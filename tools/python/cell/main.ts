import { markCleanPoint, rewindTo } from "./clean-point.ts";
import type { Boot, ToCell } from "./frames.ts";
import { assemble } from "./parts.ts";
import { machineNow } from "./machine-time.ts";
import { ENTRY, runProgram } from "./program.ts";
import { installPrelude } from "./prelude.ts";
import { execute, placeText } from "./python.ts";
import { openWire, type Wire } from "./wire.ts";

// Before anything else looks at the time: the host's zone is none of a program's business.
process.env.TZ = "UTC";

const wire = openWire();
const first = wire.read();
if (first?.frame.is === "boot") await start(first.frame.boot, wire);
process.exit(0);

async function start(boot: Boot, wire: Wire): Promise<void> {
  try {
    if (boot.mode === "build") await build(boot, wire);
    else await serve(boot, wire);
  } catch (error) {
    wire.write({ is: "failed", message: String(error instanceof Error ? error.stack : error).slice(0, 4000) });
  }
}

async function build(boot: Boot, wire: Wire): Promise<void> {
  const parts = await assemble({ ...boot, snapshot: null }, wire);
  installPrelude(parts.interpreter, boot.preload);
  wire.write({ is: "built" }, parts.interpreter.makeSnapshot());
}

async function serve(boot: Boot, wire: Wire): Promise<void> {
  const began = machineNow();
  const parts = await assemble(boot, wire);
  const loaded = machineNow();
  const { interpreter } = parts;
  if (boot.snapshot === null) installPrelude(interpreter, boot.preload);
  execute(interpreter, "__import__('_glassbox').settle([])");
  const entry = placeText(interpreter, ENTRY);
  parts.storage.startCounting();
  const clean = markCleanPoint(interpreter);
  if (boot.walls.seal) parts.seal.close();
  wire.write({ is: "ready", walls: [], clean: clean.hash, boot: { load: loaded - began } });

  let isFresh = true;
  for (let received = wire.read(); received !== null; received = wire.read()) {
    const { frame, bytes } = received;
    if (frame.is === "rewind") {
      if (!rewindTo(clean, interpreter)) throw new Error("The memory has grown too much.");
      isFresh = true;
      wire.write({ is: "rewound" });
      continue;
    }
    if (frame.is !== "run") throw new Error(`"${(frame as ToCell).is}" is not known.`);
    const { done, parts: files } = runProgram(parts, entry, frame, bytes, isFresh);
    isFresh = false;
    wire.write(done, ...files);
    if (!done.isAlive) return;
  }
}
