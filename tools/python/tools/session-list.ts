import { z } from "zod";
import { defineTool } from "../tool.ts";
import { EXAMPLES } from "./examples.ts";
import { sessionView, viewOf } from "./session-view.ts";

const MOST_SHOWN = 20;

export const sessionList = defineTool({
  name: "python_session_list",
  title: "List Python sessions",
  description: "Lists the open Python sessions with the checkpoints they stood at.",
  shape: {},
  output: z.object({
    sessions: z.array(
      sessionView.extend({ checkpoints: z.array(z.string()).describe("The latest last") }),
    ),
  }),
  examples: EXAMPLES.list,
  async run(_, { sessions }, { tenant }) {
    const open = sessions()
      .of(tenant)
      .map((session) => ({ ...viewOf(session), checkpoints: session.past.slice(-MOST_SHOWN) }));
    const lines = open.map(
      ({ session, image, programs }) => `${session} (${image}, ${programs} run)`,
    );
    return { output: { sessions: open }, text: lines.join("\n") || "No session is open" };
  },
});
