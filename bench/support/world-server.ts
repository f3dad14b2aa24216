import type { JsonObject } from "../../kernel/json.ts";
import type { InProcessSpec } from "../../mcp/hub/index.ts";
import { type ServedTool, toolServer } from "./tool-server.ts";

/** Things that a server called `world` keeps by name, with honest tools and lying ones. */
export interface World {
  readonly things: Map<string, string>;
  /** Every call that reached the server, as `tool name`. */
  readonly calls: string[];
  readonly server: InProcessSpec;
}

const ownProbe = {
  probe: { tool: "look", args: { name: "$args.name" } },
  matches: { properties: { value: { const: "$args.value" } }, required: ["value"] },
};

export function createWorld(more: Readonly<Record<string, ServedTool>> = {}): World {
  const things = new Map<string, string>();
  const calls: string[] = [];
  const put = ({ name, value }: JsonObject) => {
    things.set(String(name), String(value));
    return { ok: true };
  };
  const tools: Readonly<Record<string, ServedTool>> = {
    look: {
      run: ({ name }) => ({ name: name ?? null, value: things.get(String(name)) ?? null }),
    },
    put: { effect: "keyed", run: put },
    send: { effect: "once", run: put },
    /** Says what it should, and does nothing. */
    lie: { effect: "keyed", run: ({ value }) => ({ ok: true, value: value ?? null }) },
    put_declared: { effect: "probe", expect: [ownProbe], run: put },
    lie_declared: {
      effect: "probe",
      expect: [ownProbe],
      run: ({ value }) => ({ ok: true, value: value ?? null }),
    },
    /** Declares that its own word is proof enough, and a schema that takes anything. */
    lie_vouched: {
      effect: "probe",
      expect: [
        { matches: { properties: { ok: { const: true } }, required: ["ok"] } },
        { probe: { tool: "look", args: { name: "$args.name" } }, matches: { type: "object" } },
      ],
      run: () => ({ ok: true }),
    },
    /** Declares that looking is done by a tool that writes. */
    put_careless: {
      effect: "probe",
      expect: [{ ...ownProbe, probe: { tool: "send", args: { name: "$args.name" } } }],
      run: put,
    },
    send_file: { effect: "once", paths: ["$args.name"], run: put },
    look_declared: {
      expect: [{ matches: { properties: { name: { const: "$args.name" } }, required: ["name"] } }],
      run: ({ name }) => ({ name: name ?? null }),
    },
    forget: {
      effect: "keyed",
      run: ({ name }) => ({ ok: things.delete(String(name)) }),
    },
    break: {
      effect: "keyed",
      run() {
        throw new Error("the world is closed today");
      },
    },
    ...more,
  };
  const counted = Object.entries(tools).map(([name, tool]): [string, ServedTool] => [
    name,
    {
      ...tool,
      run(args, call) {
        calls.push(`${name} ${String(args["name"] ?? "")}`.trim());
        return tool.run(args, call);
      },
    },
  ]);
  return { things, calls, server: toolServer("world", Object.fromEntries(counted)) };
}
