import type { PluginSource } from "../../kernel/host.ts";
import type { Performer } from "../../kernel/run/context.ts";

/** The real steps plugin but for one thing: whatever is in doubt is done again, whichever class it is of. */
export function unguardedSteps(): PluginSource {
  return {
    name: "steps",
    async load() {
      const { plugin } = await import("../../plugins/steps/index.ts");
      return {
        ...plugin,
        activate: (host) =>
          plugin.activate({
            ...host,
            performer: (command, perform) =>
              host.performer(command, command === "settle" ? repeat : perform),
          }),
      };
    },
  };
}

const repeat: Performer = ({ services, draft, state }, step) => {
  const call = state().plan?.steps[step]?.begun ?? "";
  const about = { step, purpose: "step" as const, call };
  const settled = { ...about, verdict: "repeat" as const, ground: "unguarded", by: "kernel" };
  return services.ledger.append([draft("tool.settled", settled, call)]);
};
