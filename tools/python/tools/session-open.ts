import { fixedFor } from "../fixed.ts";
import { Refusal } from "../refusal.ts";
import { defineTool } from "../tool.ts";
import { checkpointArg, fixedShape, imageArg } from "./arguments.ts";
import { EXAMPLES } from "./examples.ts";
import { sessionView, viewOf } from "./session-view.ts";

export const sessionOpen = defineTool({
  name: "python_session_open",
  title: "Open a Python session",
  description:
    "Opens a Python session: variables, imports and files stay from one python_session_exec to the next. With a " +
    "checkpoint it goes on from that state.",
  shape: {
    image: imageArg,
    checkpoint: checkpointArg.optional().describe("State of an earlier session to go on from"),
    ...fixedShape,
  },
  output: sessionView,
  examples: EXAMPLES.open,
  sources: { checkpoint: { from: ["results"] }, image: { from: ["goal", "facts", "results"] } },
  async run({ image, checkpoint, ...fixed }, { workshop, sessions }, { tenant }) {
    if (checkpoint !== undefined && (image ?? fixed.seed ?? fixed.epoch) !== undefined)
      throw new Refusal("checkpoint: it has its image, seed and epoch already; leave those out");
    const session =
      checkpoint === undefined
        ? await sessions().open(tenant, await workshop.image(image), fixedFor(fixed, null))
        : await sessions().openFrom(tenant, "checkpoint", checkpoint);
    const output = viewOf(session);
    return { output, text: `Session ${output.session} is open (image ${output.image})` };
  },
});
