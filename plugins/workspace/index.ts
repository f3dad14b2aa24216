import type { Plugin } from "../../kernel/host.ts";
import { capture, realName } from "./capture.ts";
import { open } from "./open.ts";

export const plugin: Plugin = {
  manifest: {
    name: "workspace",
    version: "1.0.0",
    description: "Opens a run's folder and keeps what stood there before an effect",
  },
  activate: (host) => host.port("workspace", { open, capture, real: realName }),
};
