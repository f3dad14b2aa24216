import type { Boot } from "../cell/frames.ts";
import type { PreparedImage } from "../types.ts";
import type { Attack } from "./attack.ts";
import { openCells } from "./cell-subject.ts";
import { corpus } from "./corpus.ts";
import { play, type Result } from "./play.ts";
import { openStock } from "./stock.ts";
import type { Subject } from "./trace.ts";
import { openWorld, type World } from "./world.ts";

/** Which walls stand while the corpus is played. */
export interface Configuration {
  readonly name: "everything" | "seal alone" | "system alone" | "stock";
  readonly attacks: readonly Attack[];
  /** How many cells at once; of stock Pyodide one, so that what happens has one author. */
  readonly lanes: number;
  /** What was reached in the cell's own process counts as an escape: its JavaScript is behind the seal. */
  readonly isInsideHeld: boolean;
  open(image: PreparedImage, world: World): Promise<Subject>;
}

/** Code that goes for JavaScript may have changed what nothing puts back, where no seal kept it away. */
const TOUCHES = /\bjs\b|pyodide|ctypes|realm|system/;
/** All of these come to the same first import; the attacks on the environment try each way there by itself. */
const COMES_BY_SCRIPT = /def realm/;
const OUTSIDE = new Set(["environment", "file", "process", "network", "realm"]);

const cells =
  (walls: Boot["walls"], isReused: (attack: Attack) => boolean, hasCanary: boolean) =>
  async (image: PreparedImage, world: World) =>
    openCells(image, { walls, isReused, environment: hasCanary ? world.environment : {} });

export const EVERYTHING: Configuration = {
  name: "everything",
  attacks: corpus,
  lanes: 2,
  isInsideHeld: true,
  open: cells({ seal: true, scrub: true, os: "required" }, () => true, false),
};

export const SEAL_ALONE: Configuration = {
  name: "seal alone",
  attacks: corpus.filter(
    ({ harm, code }) => harm !== "exhaustion" && (harm === "realm" || !COMES_BY_SCRIPT.test(code)),
  ),
  lanes: 2,
  isInsideHeld: true,
  open: cells({ seal: true, scrub: false, os: "off" }, () => true, true),
};

export const SYSTEM_ALONE: Configuration = {
  name: "system alone",
  attacks: corpus
    .filter(({ harm }) => OUTSIDE.has(harm))
    .toSorted((a, b) => Number(TOUCHES.test(a.code)) - Number(TOUCHES.test(b.code))),
  lanes: 2,
  isInsideHeld: false,
  open: cells(
    { seal: false, scrub: false, os: "required" },
    ({ code }) => !TOUCHES.test(code),
    false,
  ),
};

export const STOCK: Configuration = {
  name: "stock",
  attacks: corpus.filter(({ isForStock }) => isForStock),
  lanes: 1,
  isInsideHeld: true,
  open: (_, world) => openStock(world.environment),
};

export interface Played extends Result {
  readonly isEscape: boolean;
}

/** Plays the attacks of a configuration, or the given ones, and takes everything down again. */
export async function playConfiguration(
  configuration: Configuration,
  image: PreparedImage,
  attacks: readonly Attack[] = configuration.attacks,
): Promise<readonly Played[]> {
  const world = await openWorld();
  const waiting = attacks.slice();
  const results: Played[] = [];
  const lane = async () => {
    const subject = await configuration.open(image, world);
    try {
      for (let attack = waiting.shift(); attack; attack = waiting.shift()) {
        const result = await play(attack, subject, world);
        const isInside = configuration.isInsideHeld && result.inside.length > 0;
        results.push({ ...result, isEscape: result.escapes.length > 0 || isInside });
      }
    } finally {
      await subject.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: configuration.lanes }, lane));
  } finally {
    await world.close();
  }
  return results;
}
