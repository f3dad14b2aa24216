import type { Plugin } from "../../kernel/host.ts";
import { NOTED, noted, noteRuns } from "./note.ts";
import type { ReplaySources } from "./sources.ts";
import { replayVerb } from "./verb.ts";

export type { Replayed, ReplayOptions } from "./replay.ts";
export type { ReplaySources } from "./sources.ts";

/** The plugin of a house that is made of these parts. It is loaded last, for it notes what the others bring. */
export function replayPlugin(sources: ReplaySources): Plugin {
  return {
    manifest: {
      name: "replay",
      version: "1.0.0",
      description: "Does a run again from its recorded answers, and names the first difference",
    },
    activate(host) {
      host.eventType({ type: NOTED, schema: noted });
      noteRuns(host, sources);
      host.verb(replayVerb(host, sources));
    },
  };
}
