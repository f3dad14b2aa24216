import { z } from "zod";
import { fixedFor } from "../fixed.ts";
import { leaseCell } from "../lease.ts";
import { writeBack } from "../outputs.ts";
import { prepare } from "../prepare.ts";
import { answerOf, isFinal } from "../result/answer.ts";
import { EXPECTED, outcomeShape } from "../result/output.ts";
import { defineTool } from "../tool.ts";
import { fixedShape, imageArg, NEEDS, programShape } from "./arguments.ts";
import { EXAMPLES } from "./examples.ts";

export const pythonRun = defineTool({
  name: "python_run",
  title: "Run Python",
  description:
    "Runs a Python program in a sandbox without network and without files of this computer, and answers what it " +
    "printed, the value of its last expression and the files it made. Nothing stays for the next run.",
  shape: { ...programShape, image: imageArg, ...fixedShape },
  needs: NEEDS,
  output: z.object(outcomeShape),
  expect: EXPECTED,
  examples: EXAMPLES.run,
  sources: {
    code: { from: ["goal", "free"] },
    files: { from: ["goal", "facts", "results"] },
    stdin: { from: ["goal", "facts", "results"] },
    inputs: { from: ["goal", "facts", "results"] },
    outputs: { from: ["goal", "free"] },
    tools: { from: ["goal", "free"] },
    image: { from: ["goal", "facts", "results"] },
  },
  async run(args, { workshop }, call) {
    const image = await workshop.image(args.image);
    const { hooks, program } = await prepare(args, workshop.limits, call);
    const cell = await leaseCell(workshop, call.tenant, image, call.signal);
    const { walls } = cell;
    const outcome = await cell
      .run(program(fixedFor(args, call.fixed)), hooks)
      .finally(async () => (await workshop.pool()).release(cell, "run"));
    const applied = await writeBack(outcome, args.outputs ?? [], call.peer);
    const { view, text, blocks } = answerOf(outcome, { image, walls, ...applied });
    const failed = isFinal(outcome) ? ("final" as const) : ("passing" as const);
    return { output: view, text, blocks, ...(!outcome.ok && { failed }) };
  },
});
