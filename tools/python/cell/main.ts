import { prepareWalls, raiseWalls } from "../walls/index.ts";
import { markCleanPoint } from "./clean-point.ts";
import type { Boot } from "./frames.ts";
import { assemble } from "./parts.ts";
import { installPrelude } from "./prelude.ts";
import { ENTRY } from "./program.ts";
import { execute, placeText } from "./python.ts";
import { forbidCodeFromText, scrubRealm } from "./scrub.ts";
import { answerAll } from "./service.ts";
import { unpackWheels } from "./wheels.ts";
import { openWire, type Wire } from "./wire.ts";
import type { WallState } from "../types.ts";

// What is asked of the parent is asked while it is alive.
const preparedWalls = prepareWalls();

const MOST_MESSAGE = 4000;
const { exit, cpuUsage } = process;
const { gc } = Bun;

const wire = openWire();
const first = wire.read();
if (first?.frame.is === "boot") await start(first.frame.boot, wire);
exit(0);

async function start(boot: Boot, wire: Wire): Promise<void> {
  try {
    if (boot.mode === "build") await build(boot, wire);
    else await serve(boot, wire);
  } catch (error) {
    const message = error instanceof Error ? error.message : `a file: ${JSON.stringify(error)}`;
    wire.write({ is: "failed", message: message.slice(0, MOST_MESSAGE) });
  }
}

async function build(boot: Boot, wire: Wire): Promise<void> {
  const parts = await assemble({ ...boot, snapshot: null }, wire);
  installPrelude(parts, boot.preload);
  wire.write({ is: "built" }, parts.interpreter.makeSnapshot());
}

/** Everything that nobody vouches for comes after the walls: the packages of an image first, then programs. */
async function serve(boot: Boot, wire: Wire): Promise<void> {
  const laps = startLaps();
  const parts = await assemble(boot, wire);
  laps.lap("load");
  const { interpreter, seal, storage } = parts;
  if (boot.snapshot === null) installPrelude(parts, boot.preload);
  const { libraries } = unpackWheels(interpreter.fs, boot.wheels);
  laps.lap("unpack");

  const { os } = boot.walls;
  const walls: WallState[] = [...raiseWalls(preparedWalls, { os, memoryBytes: boot.memoryBytes })];
  if (boot.walls.seal) {
    seal.close();
    seal.test();
    // A library may bring text that Emscripten would make JavaScript of.
    forbidCodeFromText();
  }
  walls.push({ name: "seal", state: boot.walls.seal ? "up" : "off", detail: "" });
  walls.push(boot.walls.scrub ? scrubRealm() : { name: "scrub", state: "off", detail: "" });
  laps.lap("walls");

  const linked = JSON.stringify(libraries.map(({ path, isGlobal }) => [path, isGlobal ? 1 : 0]));
  parts.linker.open(() => execute(parts, `__import__('_glassbox').link(${linked})`));
  const names = JSON.stringify(boot.wheels.flatMap(({ imports }) => imports));
  execute(parts, `__import__('_glassbox').import_all(${names})`);
  refuseReaching(seal.takeViolations());
  laps.lap("packages");
  execute(parts, "__import__('_glassbox').settle()");
  const entry = placeText(interpreter, ENTRY);
  storage.startCounting();
  const clean = markCleanPoint(interpreter);
  gc(true);
  laps.lap("clean");
  wire.write({ is: "ready", walls, clean: clean.hash, boot: laps.all });
  answerAll(parts, clean, entry, () => gc(true));
}

/** A package that reaches out when it is merely loaded is not one to run programs with. */
function refuseReaching(violations: readonly string[]): void {
  if (violations.length === 0) return;
  const names = violations.join(", ");
  throw new Error(`A package of this image reached for ${names} when it was loaded. Remove it.`);
}

/** Milliseconds of processor time. */
function usedMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}

function startLaps() {
  const all: Record<string, number> = {};
  let since = usedMs();
  return {
    all,
    lap(name: string) {
      const now = usedMs();
      all[name] = Math.round(now - since);
      since = now;
    },
  };
}
