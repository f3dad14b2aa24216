import type { JsonObject } from "../../kernel/json.ts";
import type { Workspace } from "../../kernel/ports/workspace.ts";
import type { Captures } from "../contracts/captured.ts";
import { CAPTURED } from "./captured.ts";

/**
 * What the workspace sees, as it stands in the record. `flush`: what was kept is on the disk; a look that is no call's comes
 * before one, which may destroy what was seen.
 */
export function capturesOf(workspace: () => Workspace, flush: () => void): Captures {
  const draft: Captures["draft"] = ({ run, branch, dir }, what) => ({
    subject: `run/${run}`,
    branch,
    type: CAPTURED,
    actor: "kernel",
    data: { ...what, dir } as unknown as JsonObject,
  });
  return {
    draft,
    async look(place, what, isElsewhere = () => false) {
      const seen = await workspace().scan(place.dir);
      if (what.step === "") flush();
      if (!seen) return [];
      const captures = seen.changes.filter(({ path }) => !isElsewhere(path));
      return [draft(place, { ...what, manifest: seen.manifest, captures })];
    },
  };
}
