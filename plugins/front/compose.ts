import type { Host } from "../../kernel/host.ts";
import { isObject } from "../../kernel/json.ts";
import {
  createHouseDesk,
  firstFolder,
  type House,
  isOwnName,
  perform,
  readable,
  Rates,
  runTasks,
  surfacedDesk,
  surfaceFor,
} from "../../mcp/front/house/index.ts";
import {
  createFront,
  createServerDesk,
  type Front,
  type FrontClient,
} from "../../mcp/front/index.ts";
import type { WireRecorder } from "../../mcp/wire/recorder.ts";
import type { Secrets } from "../contracts/secrets.ts";
import { guardedHub } from "./guarded-hub.ts";
import { houseOf } from "./house.ts";
import { type FrontHub, hubOf } from "./hub.ts";
import { instructionsFor } from "./instructions.ts";
import { recently } from "./recently.ts";
import { settingsIn } from "./settings.ts";

/** Where a folder is and whose a server is, is not found out anew for every message. */
const RECENT_MS = 1000;

/** The front of a home: the desk of the house before that of the servers. */
export function composeFront(host: Host): Front {
  const secrets = () => host.provided<Secrets>("secrets").get("home");
  const hub: FrontHub = guardedHub(hubOf(host), {
    open: (dir) => firstFolder(house, [dir]),
    redact: (text) => secrets()?.redact(text) ?? text,
  });
  const house: House = houseOf(host, hub);
  // Where a client stands is its own word: a folder that no run may have is none for a server either.
  const placeOf = recently(
    RECENT_MS,
    (dir: string) => firstFolder(house, [dir, house.settings().dir]) ?? "",
  );
  const isOurs = recently(RECENT_MS, (server: string) => !isConfigured(host, server));
  const servers = createServerDesk({
    hub: {
      list: (dir) => house.tools(placeOf(dir) || null),
      manifests: (dir) => hub.manifests(placeOf(dir)),
      request: (passed) => hub.request({ ...passed, dir: placeOf(passed.dir) }),
      notifications: (listener) => hub.notifications(listener),
    },
    reserved: isOwnName,
    prefix: () => settingsIn(host.config()).prefix,
    perform: (tool, args, at) => perform(house, tool, args, at),
    guard: (result, server) => house.guard(isOurs(server) ? readable(result) : result, server),
  });
  const rates = new Rates();
  const surfaceOf = (client: FrontClient) =>
    surfaceFor(house, client, async () => [
      ...desk.fullTools(client),
      ...(await servers.tools(client)),
    ]);
  const desk = createHouseDesk({ house, rates, surfaceOf });
  return createFront({
    version: host.version,
    desks: [desk, surfacedDesk(servers, rates, house, surfaceOf)],
    instructions: instructionsFor,
    recorder: () => host.provided<WireRecorder>("wire").get("recorder"),
    tasks: runTasks(house),
    gone: (caller) => hub.release(caller),
  });
}

/** A server that nobody has configured is a part of this program, and may say what it says in more than one way. */
function isConfigured(host: Host, server: string): boolean {
  const { servers } = host.config();
  return isObject(servers) && Object.hasOwn(servers, server);
}
