import { defineTool } from "../tool.ts";
import { checkpointArg, sessionArg } from "./arguments.ts";
import { EXAMPLES } from "./examples.ts";
import { sessionView, viewOf } from "./session-view.ts";

export const sessionRestore = defineTool({
  name: "python_session_restore",
  title: "Take a Python session back",
  description: "Takes a Python session to a checkpoint: everything in it is again as it was there.",
  shape: {
    session: sessionArg,
    checkpoint: checkpointArg.describe("Checkpoint that python_session_exec answered"),
  },
  output: sessionView,
  examples: EXAMPLES.restore,
  sources: {
    session: { from: ["goal", "results"] },
    checkpoint: { from: ["goal", "results"] },
  },
  async run({ session: id, checkpoint }, { sessions }, { tenant }) {
    const output = viewOf(await sessions().restore(tenant, id, checkpoint));
    return { output, text: `Session ${id} stands at ${checkpoint}` };
  },
});
