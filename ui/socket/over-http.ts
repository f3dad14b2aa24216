import { z } from "zod";

import type { Kernel } from "../../kernel/kernel.ts";
import type { Front } from "../../mcp/front/index.ts";
import { type HttpConfig, httpService } from "../http/service.ts";
import { httpVerbs } from "../http/verbs.ts";
import { frontOf } from "./front.ts";
import type { HomePaths } from "./home.ts";

/** The network listener of a kernel that is up. */
export interface OverHttp {
  /** Requests, and what the front holds open for clients. */
  count(): number;
  lastEnd(): number;
  close(): Promise<void>;
}

const setting = z.object({
  value: z.object({ listen: z.boolean(), port: z.int().min(0).max(65_535) }),
});

/** A kernel without a configuration listens when it is asked to, and where nobody says otherwise. */
const DEFAULTS: HttpConfig = { listen: false, port: 7341 };

export function listenOverHttp({ home }: HomePaths, kernel: Kernel): OverHttp {
  const config = async () => {
    const isKnown = kernel.verbs.list().some(({ name }) => name === "config.get");
    if (!isKnown) return DEFAULTS;
    const call = {
      actor: "kernel",
      via: "kernel",
      signal: new AbortController().signal,
      emit() {},
    };
    return setting.parse(await kernel.verbs.call("config.get", { key: "http" }, call)).value;
  };
  const service = httpService({ home, front: () => frontOf(kernel), config });
  for (const verb of httpVerbs(service, home)) kernel.verbs.register(verb);
  void service.followConfig();
  const front = () => kernel.runs.services.provided<Front>("front").get("mcp");
  return {
    count: () => service.open.count() + (front()?.open() ?? 0),
    lastEnd: service.open.lastEnd,
    close: service.close,
  };
}
