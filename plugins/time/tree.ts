import type { Host } from "../../kernel/host.ts";
import type { FileTree } from "../contracts/files.ts";

/** The folder now against what it was when a run began. */
export interface TreeCheck {
  /** The tree hashes are equal. */
  readonly equal: boolean;
  /** Digest of the tree as it was. */
  readonly digest: string;
  /** Paths that are otherwise, the first of them. */
  readonly others: readonly string[];
}

const SHOWN = 50;

/** Null: nobody looked at the whole folder when the run began. */
export async function checkTree(host: Host, run: string): Promise<TreeCheck | null> {
  const { ledger, runs } = host.kernel();
  const files = host.needs("files");
  for (const event of ledger.readBranch(run, { types: ["workspace.captured"] })) {
    // A fork begins with the folder as it found it.
    if (event.subject !== `run/${run}` || event.data?.["at"] !== "start") continue;
    if (event.data["manifest"] === null) continue;
    const before = files.at(run, event.bseq);
    const now = await files.now(runs.state(run).dir);
    const others = differing(before, now).slice(0, SHOWN);
    return { equal: before.digest === now.digest, digest: before.digest, others };
  }
  return null;
}

function differing(before: FileTree, now: FileTree): string[] {
  const paths = new Set([...before.entries.keys(), ...now.entries.keys()]);
  return [...paths].filter((path) => {
    const [was, is] = [before.entries.get(path), now.entries.get(path)];
    if (!was || !is) return true;
    return was.kind !== is.kind || was.sha256 !== is.sha256 || was.mode !== is.mode;
  });
}
