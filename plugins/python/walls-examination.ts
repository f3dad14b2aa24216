import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import type { Examination, Finding, LookAtWalls, WallFound } from "../contracts/examination.ts";

const settings = z.object({ python: z.object({ enabled: z.boolean(), allowWeak: z.boolean() }) });

/** For the doctor: each wall as it stands around a program on this machine. */
export function wallsExamination(host: Host): Examination {
  return async () => {
    const look = host.provided<LookAtWalls>("walls").get("python");
    const { python } = settings.parse(host.config());
    if (!look || !python.enabled) return [];
    const walls = await look();
    return walls.map((wall) => findingOf(wall, python.allowWeak));
  };
}

function findingOf({ name, state, detail, mend }: WallFound, allowWeak: boolean): Finding {
  const about = `python wall ${name}`;
  if (state === "up") return { name: about, ok: true, detail, mend: "" };
  if (mend === "") return { name: about, ok: null, detail: `${state}: ${detail}`, mend };
  if (allowWeak) {
    const shown = `missing: ${detail}; python.allowWeak lets programs run all the same`;
    return { name: about, ok: null, detail: shown, mend };
  }
  return { name: about, ok: false, detail: `missing: ${detail}; no program runs`, mend };
}
