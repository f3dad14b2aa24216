import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { readHidden, readPiped } from "../hidden-input.ts";
import { table } from "../render/table.ts";
import type { Session } from "../session.ts";

interface Kept {
  readonly name: string;
  readonly place: "keychain" | "file";
}

const PLACES = { keychain: "the keychain", file: "secrets.age in the home" };

export function addSecrets(menu: Menu): void {
  const secrets = addGroup(menu, "secrets", "Keep secrets that servers need, by name.", [
    "glassbox secrets set github-token",
    "glassbox secrets ls",
  ]);
  addLeaf(menu, secrets, {
    name: "set",
    summary: "Keep a secret: it is asked for without showing it, or read from standard input.",
    examples: ["glassbox secrets set github-token", "pass show github | glassbox secrets set gh"],
    build: (command) => void command.argument("<name>", "letters, digits, dots, - and _"),
    async handler(session, [name]) {
      const value = await readSecret(session, name!);
      const data = await session.call<Kept & { isRedacted: boolean }>("secrets.set", {
        name,
        value,
      });
      if (!data.isRedacted)
        session.note(`${data.name} is too short to be taken out of logs and records`);
      const text = `kept ${data.name} in ${PLACES[data.place]}: use it as secret://${data.name}`;
      return { data: data as object as JsonValue, text };
    },
  });
  addLeaf(menu, secrets, {
    name: "ls",
    summary: "Name the secrets that are kept, and where.",
    examples: ["glassbox secrets ls", "glassbox secrets ls --json"],
    async handler(session) {
      const data = await session.call<{ secrets: readonly Kept[] }>("secrets.list");
      const rows = data.secrets.map(({ name, place }) => [name, PLACES[place]]);
      const empty = "no secrets yet: glassbox secrets set NAME";
      return {
        data: data as object as JsonValue,
        text: table(rows, session.terminal.columns, empty),
      };
    },
  });
  addLeaf(menu, secrets, {
    name: "rm",
    summary: "Forget a secret.",
    examples: ["glassbox secrets rm github-token", "glassbox secrets rm github-token --json"],
    build: (command) => void command.argument("<name>", "a secret"),
    async handler(session, [name]) {
      const data = await session.call<{ name: string }>("secrets.remove", { name });
      return { data, text: `forgot ${data.name}` };
    },
  });
}

async function readSecret({ terminal, mayAsk }: Session, name: string): Promise<string> {
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal && !mayAsk)
    throw usage(
      `the secret ${name} is read from standard input`,
      "pipe it in, or leave out --json",
    );
  const value = isTerminal
    ? await readHidden(terminal, `${name} (it is not shown): `)
    : await readPiped();
  if (value === "") throw usage("nothing was given, so nothing is kept", "type or pipe the secret");
  return value;
}
