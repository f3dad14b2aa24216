/** A tool that hands on what others have answered says so. */
declare module "../../kernel/ports/tools.ts" {
  interface ToolResult {
    /** Something in it comes from what is not to be trusted with an effect. */
    readonly tainted?: boolean;
  }
}

export type { ToolResult } from "../../kernel/ports/tools.ts";
