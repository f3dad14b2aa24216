import type { LedgerEvent } from "../../../kernel/event.ts";
import { foldRun } from "../../../kernel/fold/run.ts";
import { initialRunState, type RunState } from "../../../kernel/fold/run-state.ts";
import { type Step, templateOf } from "../../../kernel/plan.ts";
import type { Payload } from "../../../kernel/vocabulary.ts";
import type { Played } from "./schedule.ts";
import { TOOLS } from "./world.ts";

type Intent = LedgerEvent & { readonly data: Payload<"tool.intended"> };

/** What must not be, whatever the schedule: as sentences, none if all is well. */
export function faultsOf(played: Played): string[] {
  const faults = [
    ...played.faults,
    ...earlySteps(played),
    ...secondOwners(played),
    ...overdrawnGrants(played),
    ...unseen(played),
    ...overdrawnBudget(played),
    ...unannounced(played),
    ...repeated(played),
    ...falselyDone(played),
  ];
  return faults.map((fault) => `seed ${played.seed}: ${fault}`);
}

function intents({ store }: Played): Intent[] {
  const isStep = ({ type, data }: LedgerEvent) =>
    type === "tool.intended" && data?.["purpose"] === "step";
  return store.events.filter(isStep) as unknown as Intent[];
}

/** No step begins before those that it comes after are done. */
function earlySteps({ plan, store }: Played): string[] {
  const steps = new Map(plan.steps.map((step: Step) => [step.id, step]));
  let state: RunState = initialRunState("run");
  return store.events.flatMap((event) => {
    const before = state;
    state = foldRun(state, event);
    const isBegin = ["tool.intended", "step.started", "plan.patched"].includes(event.type);
    if (!isBegin || event.data?.["purpose"] === "probe") return [];
    const id = String(event.data?.["step"]);
    const { after } = steps.get(templateOf(id).template)!;
    const early = after.filter((one) => before.plan!.steps[one]!.status !== "done");
    return early.map((one) => `${id} began before ${one} was done`);
  });
}

/** A branch is written by the kernel that claimed it last, and by no other. */
function secondOwners({ store }: Played): string[] {
  let owner = 0;
  return store.events.flatMap(({ type, data, id }, index) => {
    if (type === "run.claimed") owner = Number(data!["epoch"]);
    // The event that opens a run stands before its claim, in one append.
    const writer = store.writers[index]!;
    if (type === "run.started" || writer === owner) return [];
    return [`${type} ${id} was written by kernel ${writer}, and ${owner} owns the run`];
  });
}

/** No grant is used more often than it says, and nothing is changed without one. */
function overdrawnGrants(played: Played): string[] {
  const used = new Map<string, number>();
  const bare = intents(played).filter(({ data }) => data.effect !== "read" && data.grant === null);
  for (const { data } of intents(played)) {
    if (data.grant === null || data.key !== "") continue;
    used.set(data.grant, (used.get(data.grant) ?? 0) + 1);
  }
  const grants = played.store.events.filter(({ type }) => type === "grant.given");
  const over = grants.flatMap(({ data }) => {
    const { grant, allows } = data as Payload<"grant.given">;
    const names = allows.map(({ count }, index) => ({ name: `${grant}#${index}`, count }));
    return names.filter(({ name, count }) => count !== null && (used.get(name) ?? 0) > count);
  });
  return [
    ...bare.map(({ data }) => `${data.step} was begun without a grant`),
    ...over.map(({ name, count }) => `${name} was used ${used.get(name)} times of ${count}`),
  ];
}

/** What comes from a tool that is not to be trusted reaches an effect only by a grant that was given in view of it. */
function unseen(played: Played): string[] {
  const { plan, store } = played;
  const lists = new Set(plan.steps.filter(({ each }: Step) => each).map(({ id }: Step) => id));
  return intents(played).flatMap(({ data: { step, grant, effect } }) => {
    if (effect === "read" || !lists.has(templateOf(step).template)) return [];
    const [id, index] = (grant ?? "").split("#");
    const given = store.events.find(({ data }) => data?.["allows"] && data["grant"] === id);
    if (!given) return [];
    const { allows } = given.data as Payload<"grant.given">;
    return allows[Number(index)]!.seen ? [] : [`${step} took what nobody has seen`];
  });
}

function overdrawnBudget(played: Played): string[] {
  const { length } = intents(played);
  const { stepLimit } = played;
  return stepLimit !== null && length > stepLimit ? [`${length} steps of ${stepLimit}`] : [];
}

/** Nothing leaves before its intent is on the disk, nor from a kernel that has lost the run. */
function unannounced({ store, world }: Played): string[] {
  return world.requests.flatMap(({ effectId, tool, name, row, epoch }) => {
    const number = Number(effectId.slice(1));
    const intent = store.get(effectId);
    if (intent?.type !== "tool.intended" || number > row)
      return [`${tool} ${name} left without an intent`];
    const claimed = store.events.slice(0, row).findLast(({ type }) => type === "run.claimed");
    const owner = Number(claimed?.data?.["epoch"]);
    return epoch < owner ? [`${tool} ${name} left kernel ${epoch}, and ${owner} owns the run`] : [];
  });
}

/** A once goes out once, and again only when a person says so; of all others there is one effect at most. */
function repeated({ store, world }: Played): string[] {
  const places = new Set(world.requests.map(({ tool, name }) => `${tool} ${name}`));
  return [...places].flatMap((place) => {
    const [tool, name] = place.split(" ");
    const { effect } = TOOLS.find((one) => one.name === tool)!;
    if (effect === "read") return [];
    const isHere = (one: { tool: string; name: string }) => one.tool === tool && one.name === name;
    const happened = world.effects.filter(isHere).length;
    if (effect !== "once") return happened > 1 ? [`${place} happened ${happened} times`] : [];
    const sent = world.requests.filter(isHere).length;
    const asked = store.events.filter(({ type, data }) => {
      if (type !== "tool.settled" || data!["verdict"] !== "repeat") return false;
      const intent = store.get(String(data!["call"]))?.data as Payload<"tool.intended">;
      return data!["by"] === "person" && intent.tool === tool && intent.args["name"] === name;
    }).length;
    return sent > 1 + asked ? [`${place} left ${sent} times, and was to be repeated ${asked}`] : [];
  });
}

/** Who says done has had every effect that the plan speaks of. */
function falselyDone({ plan, store, world }: Played): string[] {
  if (store.outcome !== "done") return [];
  return plan.steps.flatMap(({ id, do: action, each }: Step) => {
    if (!("tool" in action) || each !== undefined) return [];
    const { name } = action.tool;
    const isRead = TOOLS.find((one) => one.name === name)!.effect === "read";
    return isRead || world.isThere(name, id) ? [] : [`done, and ${name} ${id} has not happened`];
  });
}
