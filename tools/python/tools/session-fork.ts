import { Refusal } from "../refusal.ts";
import { defineTool } from "../tool.ts";
import { checkpointArg, sessionArg } from "./arguments.ts";
import { EXAMPLES } from "./examples.ts";
import { sessionView, viewOf } from "./session-view.ts";

export const sessionFork = defineTool({
  name: "python_session_fork",
  title: "Fork a Python session",
  description:
    "Opens a second Python session that begins where another one stands, or stood. What happens in one does not " +
    "touch the other.",
  shape: {
    session: sessionArg,
    checkpoint: checkpointArg
      .optional()
      .describe("Where it stood; without it, where it stands now"),
  },
  output: sessionView,
  examples: EXAMPLES.fork,
  sources: { session: { from: ["goal", "results"] }, checkpoint: { from: ["goal", "results"] } },
  async run({ session: id, checkpoint }, { sessions }, { tenant }) {
    const session = sessions().find(tenant, id);
    // A program that is running ends first.
    const at = checkpoint ?? (await session.mutex.inTurn(async () => session.checkpoint));
    if (checkpoint !== undefined && !session.past.includes(checkpoint))
      throw new Refusal(
        `checkpoint: session ${id} never stood there; python_session_open takes a checkpoint of any session`,
      );
    const output = viewOf(await sessions().openFrom(tenant, "checkpoint", at));
    return { output, text: `Session ${output.session} begins where ${id} is` };
  },
});
