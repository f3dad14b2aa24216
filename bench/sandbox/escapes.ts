import {
  EVERYTHING,
  type Configuration,
  playConfiguration,
  SEAL_ALONE,
  STOCK,
  SYSTEM_ALONE,
} from "../../tools/python/attacks/index.ts";
import { prepareImage } from "../../tools/python/image/index.ts";

/** Each alone, and all together. */
const WALLED: readonly Configuration[] = [EVERYTHING, SEAL_ALONE, SYSTEM_ALONE];

/**
 * The attacks, or every nth of them, against the walls; the oracles stand outside the sandbox. Against Pyodide as it
 * comes the same attacks have to escape, else the oracles see nothing.
 */
export async function measureEscapes(
  store: string,
  everyNth: number,
  report: (line: string) => void,
): Promise<Readonly<Record<string, number>>> {
  const image = await prepareImage({ store, packages: { wheels: async () => [] }, image: "base" });
  const playedAgainst = async (configuration: Configuration) => {
    const attacks = configuration.attacks.filter((_, index) => index % everyNth === 0);
    const results = await playConfiguration(configuration, image, attacks);
    return { played: results.length, some: results.filter(({ isEscape }) => isEscape) };
  };
  let escapes = 0;
  let played = 0;
  for (const configuration of WALLED) {
    const { played: count, some } = await playedAgainst(configuration);
    for (const { id, escapes: reached, inside } of some)
      report(`${configuration.name}: ${id}: ${[...reached, ...inside].join(", ")}`);
    escapes += some.length;
    played += count;
  }
  const stock = (await playedAgainst(STOCK)).some;
  return { attacksPlayed: played, escapes, escapesOfStockPyodide: stock.length };
}
