import { z } from "zod";

import { conflict } from "../../../../kernel/error.ts";
import { canonicalize, type JsonObject } from "../../../../kernel/json.ts";
import type { Conversation } from "../../desk.ts";
import { answer, failure } from "../answer.ts";
import { plain } from "../approval-text.ts";
import { canAsk, decisionIn, ourQuestion } from "../ask-person.ts";
import { defineHouseTool, dir } from "../house-tool.ts";
import { callAsPerson, callVerb, folderOf, type House } from "../house.ts";

interface Deed {
  /** `run/ID`, `rewind/ID`, `operation/ID`. */
  readonly of: string;
  readonly label: string | null;
  readonly goal: string | null;
  readonly files: {
    readonly dir: string;
    readonly items: readonly { readonly path: string; readonly action: string }[];
    readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  };
}

const MOST = 40;
const TAKE_BACK = "take it back";
const LEAVE = "leave it";

export const undo = defineHouseTool({
  name: "undo",
  title: "Take back",
  description:
    "Takes back what a run made of the files of a folder, once the person agrees; without a run: the last thing done there.",
  input: z.strictObject({
    run: z.string().min(1).optional().describe("Its label or id."),
    dir,
  }),
  scope: "write",
  annotations: { readOnlyHint: false, destructiveHint: true, openWorldHint: false },
  async run({ run, dir: given }, at, house) {
    const folder = run === undefined ? await folderOf(house, at, given) : null;
    const wanted = {
      ...(run !== undefined && { of: run }),
      ...(folder !== null && { dir: folder }),
    };
    const deed = await planned(house, at, wanted);
    const command = `glassbox undo ${deed.label ?? deed.of.split("/")[1]}`;
    if (deed.files.items.length > MOST || !canAsk(at.client.capabilities))
      return failure(`A person decides about this. Tell the person: ${command}`, {
        ...(deed as object as JsonObject),
        command,
      });
    const params = { message: ourQuestion(questionOf(deed)), requestedSchema: FORM };
    const said = await at.client.ask("elicitation/create", params, at.signal);
    const agreed = decisionIn(said, ({ decision }) => decision === TAKE_BACK, false);
    if (agreed !== true) return answer(`Nothing was taken back. A person can, later: ${command}`);
    if (wordsOf(await planned(house, at, wanted)) !== wordsOf(deed))
      throw conflict("something has changed since the person was asked; nothing was taken back");
    const back = (await callAsPerson(house, "run.undo", wanted)) as JsonObject;
    return answer(`Taken back: ${JSON.stringify(back)}`, back);
  },
});

const FORM = {
  type: "object",
  properties: { decision: { type: "string", title: "Decision", enum: [TAKE_BACK, LEAVE] } },
  required: ["decision"],
};

/** What would be taken back; nothing is done. */
function planned(house: House, at: Conversation, wanted: JsonObject): Promise<Deed> {
  return callVerb<Deed>(house, at, "run.undo", { ...wanted, dryRun: true });
}

function wordsOf(deed: Deed): string {
  return canonicalize(deed as object as JsonObject);
}

function questionOf({ of, label, goal, files }: Deed): string {
  return [
    `Take back ${label ?? of}${goal ? `: ${plain(goal)}` : ""}`,
    `in ${plain(files.dir)}?`,
    ...files.items.map(({ action, path }) => `  ${action} ${plain(path)}`),
    ...files.skipped.map(({ path, reason }) => `  left alone: ${plain(path)}: ${plain(reason)}`),
  ].join("\n");
}
