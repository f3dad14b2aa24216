import { noRuntimeCycle, noTypeCycle } from "./cycles.ts";
import { dependencyTable } from "./dependencies.ts";
import { contractTypes, importDirections, kernelImports, modelImports } from "./directions.ts";
import { format, lint, typeCheck, type Places } from "./programs.ts";
import type { Finding, HouseRule } from "./rule.ts";
import { fileLength, kernelSize, ledgerSize } from "./size.ts";
import { readSourceFiles } from "./source-file.ts";
import { noUnfinishedWords } from "./words.ts";

export type { Finding, Places };

const houseRules: readonly HouseRule[] = [
  kernelSize,
  ledgerSize,
  importDirections,
  kernelImports,
  modelImports,
  contractTypes,
  noRuntimeCycle,
  noTypeCycle,
  fileLength,
  noUnfinishedWords,
  dependencyTable,
];

/** Every rule over the repository at `places.root`, in the order in which they are read. */
export function checkHouse(places: Places): readonly Finding[] {
  const files = readSourceFiles(places.root);
  return [
    typeCheck(places),
    lint(places),
    format(places),
    ...houseRules.map((rule) => rule(files)),
  ];
}
