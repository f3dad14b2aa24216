import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Outcome } from "../outcome.ts";
import { renderChecked, renderVerdict, type Verdict } from "../render/verdict.ts";
import type { Session } from "../session.ts";
import { assertWritable, writeResult } from "../files.ts";

interface Options {
  readonly deep?: boolean;
  readonly output?: string;
  readonly proof?: string;
  readonly key?: string;
}

export function addVerify(menu: Menu): void {
  addLeaf<Options>(menu, menu.program, {
    name: "verify",
    summary:
      "Recompute every hash, compare with the signed checkpoints; exit 6 when one does not hold.",
    examples: ["glassbox verify", "glassbox verify r7k2@12 -o event-12.proof.json"],
    build: (command) =>
      void command
        .argument("[run]", "say more of this run; RUN@N with -o: the event to prove")
        .option("--deep", "read every result and file content that events name, too")
        .option(
          "-o, --output <file>",
          "write the proof of one event for somebody else; - prints it",
        )
        .option("--proof <file>", "check such a proof; needs no home and starts nothing")
        .option("--key <key>", "with --proof: the key that must have signed it"),
    async handler(session, [run], options) {
      if (options.key !== undefined && options.proof === undefined)
        throw usage("--key says who must have signed a proof", "add --proof FILE");
      if (options.proof !== undefined) return checkFile(session, options.proof, options.key);
      if (options.output !== undefined) return prove(session, run, options.output);
      if (run !== undefined && /.@|@./.test(run))
        throw usage(`${run} is one event`, "write its proof with -o FILE, or name the run alone");
      const input = { deep: options.deep ?? false, ...(run === undefined ? {} : { run }) };
      const verdict = await session.call<Verdict>("ledger.verify", input);
      const { text, problem } = renderVerdict(verdict, session.terminal.columns);
      const data = verdict as object as JsonValue;
      if (problem === null) return { data, text };
      return {
        data,
        text,
        exit: EXIT.difference,
        error: { code: "difference", message: problem },
      };
    },
  });
}

interface ProofFile {
  readonly event: { readonly id: string; readonly source: string; readonly oseq: number };
}

async function prove(session: Session, run: string | undefined, path: string): Promise<Outcome> {
  if (run === undefined)
    throw usage("-o writes the proof of one event", "say which: glassbox verify RUN@N -o FILE");
  if (path !== "-") assertWritable("-o", path);
  const proof = await session.call<ProofFile>("event.prove", { run });
  const data = proof as object as JsonValue;
  const written = JSON.stringify(proof, null, 2);
  if (path === "-") return { data, text: written };
  writeResult(path, written);
  const { oseq, source } = proof.event;
  return { data: { file: path, oseq, source }, text: `event ${oseq} of ${source}: ${path}` };
}

/** Loaded when it is asked for: the terminal knows nothing of signatures otherwise. */
async function checkFile(
  session: Session,
  path: string,
  key: string | undefined,
): Promise<Outcome> {
  const { checkProofFile } = await import("../../../plugins/proof/check-proof-file.ts");
  const { ok, faults, event, signer, size } = await checkProofFile(path, key);
  const data = { ok, faults, event, key: signer, size } as object as JsonValue;
  const { columns } = session.terminal;
  const isKeyGiven = key !== undefined;
  const text = renderChecked({ faults, event, signer, size, isKeyGiven, columns });
  if (ok) return { data, text };
  const message = `the proof does not hold: ${faults[0]}`;
  return { data, text, exit: EXIT.difference, error: { code: "difference", message } };
}
