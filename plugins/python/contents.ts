import { unavailable } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { Contents } from "../contracts/contents.ts";

export function contentsOf(host: Pick<Host, "provided">): Contents {
  const contents = host.provided<Contents>("contents").get("workspace");
  if (contents) return contents;
  throw unavailable("nothing here keeps files", "glassbox doctor names what failed");
}
