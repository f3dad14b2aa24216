import type { Attack } from "./attack.ts";
import { depthAttacks } from "./catalogue/depth.ts";
import { deviceAttacks } from "./catalogue/device.ts";
import { endlessAttacks } from "./catalogue/endless.ts";
import { environmentAttacks } from "./catalogue/environment.ts";
import { exhaustionAttacks } from "./catalogue/exhaustion.ts";
import { fileAttacks } from "./catalogue/file.ts";
import { importAttacks } from "./catalogue/imports.ts";
import { memoryAttacks } from "./catalogue/memory.ts";
import { networkAttacks } from "./catalogue/network.ts";
import { patchAttacks } from "./catalogue/patch.ts";
import { processAttacks } from "./catalogue/process.ts";
import { protocolAttacks } from "./catalogue/protocol.ts";
import { publishedAttacks } from "./catalogue/published.ts";
import { realmAttacks } from "./catalogue/realm.ts";

export const corpus: readonly Attack[] = [
  ...environmentAttacks,
  ...fileAttacks,
  ...processAttacks,
  ...networkAttacks,
  ...realmAttacks,
  ...protocolAttacks,
  ...deviceAttacks,
  ...patchAttacks,
  ...memoryAttacks,
  ...importAttacks,
  ...publishedAttacks,
  ...exhaustionAttacks,
  ...endlessAttacks,
  ...depthAttacks,
];
