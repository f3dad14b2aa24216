import { z } from "zod";
import { writeBack } from "../outputs.ts";
import { prepare } from "../prepare.ts";
import { answerOf, isFinal } from "../result/answer.ts";
import { EXPECTED, outcomeShape } from "../result/output.ts";
import { defineTool } from "../tool.ts";
import { checkpointArg, NEEDS, programShape, sessionArg } from "./arguments.ts";
import { EXAMPLES } from "./examples.ts";

export const sessionExec = defineTool({
  name: "python_session_exec",
  title: "Run Python in a session",
  description:
    "Runs Python in a session, where everything from before is still there, and answers as python_run does, with " +
    "the checkpoint that the session then stands at.",
  shape: {
    session: sessionArg,
    ...programShape,
    from: checkpointArg
      .optional()
      .describe("Checkpoint to go to first, as an earlier call answered it"),
  },
  needs: NEEDS,
  output: z.object({
    ...outcomeShape,
    session: z.string(),
    from: z.string().describe("Where the session stood before"),
    checkpoint: z.string().describe("Where it stands now"),
    isLost: z
      .boolean()
      .describe("The interpreter was lost with what this program did; the session is as before"),
  }),
  expect: EXPECTED,
  examples: EXAMPLES.exec,
  sources: {
    session: { from: ["goal", "results"] },
    code: { from: ["goal", "free"] },
    from: { from: ["results"] },
    files: { from: ["goal", "facts", "results"] },
    stdin: { from: ["goal", "facts", "results"] },
    inputs: { from: ["goal", "facts", "results"] },
    outputs: { from: ["goal", "free"] },
    tools: { from: ["goal", "free"] },
  },
  async run({ session: id, from: asked, ...args }, { workshop, sessions }, call) {
    const { hooks, program } = await prepare(args, workshop.limits, call);
    const { outcome, cell, session, from, isLost } = await sessions().execute(
      call.tenant,
      id,
      asked,
      (given, fixed) => given.run(program(fixed ?? call.fixed), hooks),
      call.signal,
    );
    const applied = await writeBack(outcome, args.outputs ?? [], call.peer);
    const { image } = session.header;
    const { view, text, blocks } = answerOf(outcome, { image, walls: cell.walls, ...applied });
    const { checkpoint } = session;
    const failed = isFinal(outcome) ? ("final" as const) : ("passing" as const);
    const said = isLost
      ? `${text}\nThe interpreter was lost: session ${id} is as it was before this program.`
      : text;
    const output = { ...view, session: id, from, checkpoint, isLost };
    return { output, text: said, blocks, ...(!outcome.ok && { failed }) };
  },
});
