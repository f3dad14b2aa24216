import { readFileSync } from "node:fs";

import { messageOf, usage } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";
import { checkEventProof, eventProof, type EventProof } from "./event-proof.ts";

const MEND = "it is written by glassbox verify RUN@N -o FILE";

/** Reads and checks a proof. Throws `usage` for what is none. `key`: `NAME+ID+KEY`, as `verify --json=key` prints it. */
export async function checkProofFile(path: string, key?: string) {
  const proof = readProof(path);
  const { faults, key: signer, size } = checkEventProof(proof);
  const foreign =
    key === undefined || key.trim() === signer ? [] : ["it is signed with another key than --key"];
  const { id, source, type, oseq } = proof.event;
  const all = [...faults, ...foreign];
  return { ok: all.length === 0, faults: all, event: { id, source, type, oseq }, signer, size };
}

function readProof(path: string): EventProof {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw usage(`${path} is no proof: ${messageOf(error)}`, MEND);
  }
  const { data, error } = eventProof.safeParse(written);
  if (error) throw usage(`${path} is no proof: ${firstIssue(error)}`, MEND);
  return data;
}
