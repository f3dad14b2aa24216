import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { seeded } from "../support/statistics.ts";

/** As many files and bytes as a middle-sized monorepo of TypeScript. */
const FILES = 4769;
const FOLDERS = 510;
const MEAN_LINES = 155;
const WORDS = 4000;
const OWN_WORDS = 24;

/** Writes the same tree every time, of text that compresses as source code does (zstd: 3.5 times). Answers the paths. */
export function plantTree(dir: string): readonly string[] {
  const random = seeded(7);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const words = Array.from({ length: WORDS }, () => wordOf(random));
  // Few words are common and most are rare, as in any text.
  const common = () => words[Math.floor(WORDS * random() ** 3)]!;
  const folders = Array.from(
    { length: FOLDERS },
    (_, at) => `packages/p${at % 30}/src/${common()}${at}`,
  );
  return Array.from({ length: FILES }, (_, at) => {
    // A file is about something: most of its words are among the few that it uses again and again.
    const own = Array.from({ length: OWN_WORDS }, common);
    const word = () => (random() < 0.92 ? own[Math.floor(OWN_WORDS * random() ** 3)]! : common());
    const lineOf = () => pick(LINES)(word, () => Math.floor(random() * 20));
    const path = `${pick(folders)}/${common()}${at}${pick([".ts", ".ts", ".ts", ".md", ".json"])}`;
    const count = Math.floor(MEAN_LINES * (0.2 + 1.9 * random() ** 1.5) * 1.25);
    const lines = Array.from({ length: count }, lineOf);
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), `${lines.join("\n")}\n`);
    return path;
  });
}

type Line = (word: () => string, number: () => number) => string;

const LINES: readonly Line[] = [
  (w) => `import { ${w()}, type ${w()} } from "./${w()}-${w()}.ts";`,
  (w, n) => `  const ${w()}${w()} = ${w()}.${w()}(${w()}, { ${w()}: ${n()} });`,
  (w) => `  if (${w()} === null || ${w()}.${w()}.length > ${w()}) return ${w()}(${w()});`,
  (w) => `/** ${w()} ${w()} ${w()} the ${w()} of ${w()}, ${w()} ${w()} and ${w()}. */`,
  (w) => `export function ${w()}(${w()}: ${w()}, ${w()}: readonly ${w()}[]): ${w()} {`,
  (w, n) => `    ${w()}: "${w()} ${w()} ${n()}",`,
  () => "  }",
  () => "",
];

function wordOf(random: () => number): string {
  const letters = "etaoinshrdlucmfwypvbgk";
  const length = 2 + Math.floor(random() * 8);
  const one = () => letters[Math.floor(letters.length * random() ** 1.6)]!;
  return Array.from({ length }, one).join("");
}
