import { resolve } from "node:path";
import type { Command } from "commander";

import type { JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { createFetchBar } from "../fetch-bar.ts";
import { sizeText } from "../render/size.ts";
import { table } from "../render/table.ts";
import { oneLine } from "../render/text.ts";

interface Added {
  readonly image: string;
  readonly added: readonly { readonly name: string; readonly version: string }[];
  readonly present: readonly string[];
}

interface Listed {
  readonly images: readonly {
    readonly name: string;
    readonly packages: readonly {
      readonly name: string;
      readonly version: string;
      readonly bytes: number;
      readonly isRequested: boolean;
    }[];
  }[];
}

interface Of {
  readonly image?: string;
  readonly from?: string;
}

const HEADER = ["IMAGE", "PACKAGE", "VERSION", "SIZE", ""];

export function addPython(menu: Menu): void {
  const python = addGroup(menu, "python", "Choose what Python programs of runs can import.", [
    "glassbox python add pydantic",
    "glassbox python ls",
  ]);
  addLeaf<Of>(menu, python, {
    name: "add",
    summary: "Fetch packages with what they need, check them, and keep them for use offline.",
    examples: ["glassbox python add pydantic", "glassbox python add numpy pandas --image data"],
    build(command: Command) {
      command.argument("<names...>", "packages, such as pydantic or 'rich>=13'");
      ofImage(command);
      command.option("--from <dir>", "take wheels from this folder; no network is touched");
    },
    async handler(session, names, { image, from }) {
      const bar = createFetchBar(session.terminal, session.options.quiet);
      const input = { names, ...(image && { image }), ...(from && { from: resolve(from) }) };
      const onPart = (part: JsonValue) => bar.part(part);
      const data = await session
        .call<Added>("python.add", input, { onPart })
        .finally(() => bar.rest());
      return { data: data as object as JsonValue, text: renderAdded(data) };
    },
  });
  addLeaf(menu, python, {
    name: "ls",
    summary: "List the images that programs run with, and the packages in each.",
    examples: ["glassbox python ls", "glassbox python ls --json"],
    async handler(session) {
      const data = await session.call<Listed>("python.list");
      const rows = data.images.flatMap(({ name, packages }) =>
        packages.map((one) => [
          name,
          one.name,
          one.version,
          sizeText(one.bytes),
          one.isRequested ? "" : "came along",
        ]),
      );
      const empty = "no packages yet, only the standard library: glassbox python add NAME";
      const header = rows.length === 0 ? undefined : HEADER;
      const text = table(rows, session.terminal.columns, empty, header);
      return { data: data as object as JsonValue, text };
    },
  });
  addLeaf<Of>(menu, python, {
    name: "rm",
    summary: "Take packages out of an image, with what nothing else there needs any more.",
    examples: ["glassbox python rm pydantic", "glassbox python rm pandas --image data"],
    build(command: Command) {
      command.argument("<names...>", "packages");
      ofImage(command);
    },
    async handler(session, names, { image }) {
      const input = { names, ...(image && { image }) };
      const data = await session.call<{ image: string; removed: readonly string[] }>(
        "python.remove",
        input,
      );
      const gone = data.removed.map(oneLine).join(", ") || "nothing";
      return { data: data as object as JsonValue, text: `removed ${gone} from ${data.image}` };
    },
  });
}

function ofImage(command: Command): void {
  command.option("--image <name>", "an image of its own, for programs that ask for it");
}

function renderAdded({ image, added, present }: Added): string {
  const names = added.map(({ name, version }) => oneLine(`${name} ${version}`)).join(", ");
  const known = present.length > 0 ? `, there already: ${present.map(oneLine).join(", ")}` : "";
  return names === "" ? `nothing new for ${image}${known}` : `added to ${image}: ${names}${known}`;
}
