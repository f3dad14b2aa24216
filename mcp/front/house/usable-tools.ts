import { KernelError } from "../../../kernel/error.ts";
import { toolKey } from "../../../kernel/plan.ts";
import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Conversation } from "../desk.ts";
import type { House } from "./house.ts";
import { noTool } from "./verb-tools.ts";

/** Throws `not_found` with what may have been meant, and `denied` for what this client may not use. */
export async function findUsable(
  house: House,
  name: string,
  folder: string | null,
  { client }: Conversation,
): Promise<ToolDefinition & { readonly tool: string }> {
  const found = await house.tool(folder, name);
  if (found && client.principal.scope === "read" && found.effect !== "read")
    throw new KernelError("denied", `${name} may change something, and this client may only read`);
  if (found) return { ...found, tool: name };
  const reason = house.withheld(name);
  if (reason !== null)
    throw new KernelError("denied", `${name} waits for a person: ${reason}`, {
      hint: `a person looks at it with: glassbox mcp approve ${name.split("__")[0]} --list`,
    });
  const error = noTool(name, (await house.tools(folder)).map(toolKey));
  if (folder !== null) throw error;
  throw new KernelError("not_found", error.message, {
    hint: "without a folder only some tools work: pass dir, an absolute path",
  });
}
