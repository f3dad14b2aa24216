import { messageOf } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { Examination } from "../contracts/examination.ts";
import type { Check } from "./doctor.ts";
import { bunCheck, diskCheck, homeCheck, platformCheck, programChecks } from "./doctor-machine.ts";
import { modelChecks } from "./doctor-models.ts";
import { privacyChecks } from "./doctor-privacy.ts";
import {
  configCheck,
  ledgerCheck,
  pluginChecks,
  serverChecks,
  skillCheck,
} from "./doctor-parts.ts";

/** Everything that is looked at, all at once. */
export async function examined(
  host: Host,
  privacy: boolean,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const looks = privacy ? [() => privacyChecks(host, signal)] : examinations(host, signal);
  const found = await Promise.all(looks.map((look) => examine(look)));
  return found.flat();
}

type Look = () => readonly Check[] | Promise<readonly Check[]>;

function examinations(host: Host, signal: AbortSignal): readonly Look[] {
  return [
    () => [platformCheck(), bunCheck(), homeCheck(host.home), diskCheck(host.home)],
    () => [configCheck(host)],
    () => ledgerCheck(host, signal),
    () => pluginChecks(host),
    () => skillCheck(host, signal),
    () => serverChecks(host),
    () => programChecks(),
    ...[...host.provided<Examination>("examination").values()].map((look) => () => look(signal)),
    () => modelChecks(host, signal),
  ];
}

/** A look that breaks is a finding, not the end of the others. */
async function examine(look: Look): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    return [{ name: "doctor", ok: false, detail: messageOf(error), mend: "mend that first" }];
  }
}
