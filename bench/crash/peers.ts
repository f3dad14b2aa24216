import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { progress } from "../support/bench.ts";
import { installPeer } from "../step/install-peer.ts";
import { withTempFolder } from "../support/temp-folder.ts";
import { miscounts } from "./counter.ts";
import { type Count, figuresOf } from "./figures.ts";
import { killName } from "./kill.ts";
import { live } from "./lives.ts";
import { everyPeerKill, laterPeerKills, sample } from "./matrix.ts";
import type { Extent } from "./ours.ts";
import { pool } from "./pool.ts";
import { type PeerKill, peerEndingSchema } from "./peer-life.ts";

export interface Peer {
  /** As in the names of the figures. */
  readonly name: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** pi twice: its answer to an unknown outcome is a choice, and each choice has its price. */
const PEERS: readonly Peer[] = [
  { name: "Pi", folder: "pi", env: {} },
  { name: "PiSafe", folder: "pi", env: { REPLAY: "safe" } },
  { name: "LangGraph", folder: "langgraph", env: {} },
  { name: "AiSdk", folder: "ai-sdk", env: {} },
];

const FOLDER = join(import.meta.dir, "..", "peers");

/** Every peer that is or can be installed, through the points that it has in common with us. */
export async function killPeers({ steps, seeds, points, kills }: Extent): Promise<{
  readonly figures: Record<string, number>;
  readonly missing: readonly string[];
}> {
  const { peers, missing } = await installedPeers();
  const figures: Record<string, number> = {};
  for (const peer of peers) {
    progress(`killing ${peer.name}`);
    const lists = seeds.flatMap((seed) =>
      sample(everyPeerKill(steps), points(seed).peers, seed).map((first, place) => [
        first,
        ...laterPeerKills(first, kills(seed) - 1, seed * 1000 + place),
      ]),
    );
    const counts = await pool([[], ...lists].map((list) => () => peerTrial(peer, steps, list)));
    Object.assign(figures, figuresOf(counts, peer.name));
  }
  return { figures, missing };
}

async function installedPeers(): Promise<{
  readonly peers: readonly Peer[];
  readonly missing: readonly string[];
}> {
  const folders = [...new Set(PEERS.map(({ folder }) => folder))];
  const missing: string[] = [];
  for (const folder of folders)
    if (!(await installPeer(join(FOLDER, folder)))) missing.push(folder);
  return { peers: PEERS.filter(({ folder }) => !missing.includes(folder)), missing };
}

/** A peer's task that was begun, killed at each of the points, and brought to its end as its documentation says. */
export function peerTrial(peer: Peer, steps: number, kills: readonly PeerKill[]): Promise<Count> {
  return withTempFolder(async (folder) => {
    const counter = join(folder, "effects");
    const store = join(folder, "store");
    mkdirSync(store);
    const program = join(FOLDER, peer.folder, "crash.ts");
    const commands = [...kills, null].map((kill, index) => [
      program,
      JSON.stringify({ folder: store, counter, steps, isResumed: index > 0, kill }),
    ]);
    const lives = await live(
      commands,
      (line) => peerEndingSchema.parse(JSON.parse(line)),
      peer.env,
    );
    const ids = Array.from({ length: steps }, (_, index) => `s${index + 1}`);
    if (lives.ending === null)
      progress(`${peer.name} [${kills.map(killName).join(" ")}]: ${lives.said}`);
    return {
      runs: 1,
      kills: lives.kills,
      ...miscounts(counter, ids),
      questions: lives.ending?.told ?? 0,
      unfinished: Number(lives.ending?.isFinished !== true),
    };
  });
}
