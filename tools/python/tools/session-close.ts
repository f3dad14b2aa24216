import { z } from "zod";
import { defineTool } from "../tool.ts";
import { sessionArg } from "./arguments.ts";
import { EXAMPLES } from "./examples.ts";

export const sessionClose = defineTool({
  name: "python_session_close",
  title: "Close a Python session",
  description:
    "Closes a Python session. Its checkpoints stay, so that python_session_open can go on from them, unless they " +
    "are to be forgotten.",
  shape: {
    session: sessionArg,
    forget: z
      .boolean({ error: "give true or false" })
      .default(false)
      .describe("Also remove its checkpoints, but for those of other open sessions"),
  },
  output: z.object({ session: z.string(), forgotten: z.array(z.string()) }),
  examples: EXAMPLES.close,
  sources: { session: { from: ["goal", "results"] } },
  async run({ session: id, forget }, { sessions }, { tenant }) {
    const forgotten = await sessions().close(tenant, id, forget ? "forget" : "keep");
    const more = forget ? `, and ${forgotten.length} checkpoints are forgotten` : "";
    return {
      output: { session: id, forgotten: [...forgotten] },
      text: `Session ${id} is closed${more}`,
    };
  },
});
