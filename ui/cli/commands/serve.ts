import type { JsonValue } from "../../../kernel/json.ts";
import { usage } from "../../../kernel/error.ts";
import { addLeaf, type Menu } from "../command.ts";
import { Interrupted } from "../interrupt.ts";
import { envelope } from "../outcome.ts";
import { givenFolder, type ServingOptions, surfaceOf } from "../serving.ts";
import { addServingOptions } from "./mcp-serve.ts";

interface Options extends ServingOptions {
  readonly port?: string;
}

interface Place {
  readonly url: string;
  /** The file with the home's own token. */
  readonly token: string;
}

export function addServe(menu: Menu): void {
  addLeaf<Options>(menu, menu.program, {
    name: "serve",
    summary: "Listen for MCP clients over HTTP on this machine, until Ctrl-C.",
    examples: ["glassbox serve", "glassbox serve --port 0 --dir ~/Vault --json=url"],
    build(command) {
      command.option("--port <port>", "on 127.0.0.1; 0: any (http.port of the configuration)");
      addServingOptions(command);
    },
    async handler({ call, options: { json }, terminal }, _, options) {
      const surface = surfaceOf(options.surface);
      const input = {
        ...(options.port === undefined ? {} : { port: portOf(options.port) }),
        ...(options.dir === undefined ? {} : { dir: givenFolder(options.dir) }),
        ...(surface === undefined ? {} : { surface }),
      };
      const onPart = (part: JsonValue) => {
        const text = renderPlace(part as object as Place);
        terminal.print(json ? JSON.stringify(envelope({ data: part, text }, json)) : text);
      };
      try {
        await call("http.serve", input, { onPart });
      } catch (error) {
        // Ctrl-C is how serving ends.
        if (!(error instanceof Interrupted)) throw error;
      }
      return null;
    },
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw usage(`--port must be a number from 0 to 65535, not "${text}"`);
}

function renderPlace({ url, token }: Place): string {
  const header = `Authorization: Bearer $(cat '${token}')`;
  return [
    `listening on ${url}, for this machine alone`,
    `token in ${token}; others: glassbox tokens add NAME`,
    `claude mcp add --transport http glassbox ${url} --header "${header}"`,
  ].join("\n");
}
