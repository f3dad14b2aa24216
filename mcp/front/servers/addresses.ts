import type { JsonObject } from "../../../kernel/json.ts";
import type { Manifest } from "../../hub/manifest.ts";
import { templateMatcher } from "../../uri-template.ts";

/** Where a resource is, for whoever reads it. */
export interface Place {
  readonly server: string;
  /** As its server knows it. */
  readonly uri: string;
}

export interface Addresses {
  readonly resources: readonly JsonObject[];
  readonly templates: readonly JsonObject[];
  /** Where to read an address; undefined: nobody here can have it. */
  find(uri: string): Place | undefined;
  /** Whose a template is, by the form in which it is shown. */
  findTemplate(template: string): Place | undefined;
}

/** Of an address that two servers have, the second one's is shown behind its server's name. */
function apart(server: string, uri: string): string {
  return `mcp://${server}/${uri}`;
}

/** The resources of all servers under addresses that are all different; of two with one address the first server keeps it. */
export function addressesOf(manifests: readonly Manifest[]): Addresses {
  const places = new Map<string, Place>();
  const resources: JsonObject[] = [];
  const templates: JsonObject[] = [];
  const templatePlaces = new Map<string, Place>();
  const matchers: { readonly server: string; matches(uri: string): boolean }[] = [];
  const readers = manifests.filter(({ capabilities }) => capabilities["resources"] !== undefined);
  for (const { server, resources: listed, resourceTemplates } of readers) {
    for (const resource of listed) show(server, resource, "uri", places, resources);
    for (const each of resourceTemplates) {
      show(server, each, "uriTemplate", templatePlaces, templates);
      const template = each["uriTemplate"];
      if (typeof template === "string")
        matchers.push({ server, matches: templateMatcher(template) });
    }
  }

  function find(uri: string): Place | undefined {
    const listed = places.get(uri) ?? namedPlace(uri, readers);
    if (listed !== undefined) return listed;
    const server =
      matchers.find(({ matches }) => matches(uri))?.server ?? likelyServer(uri, readers);
    return server === undefined ? undefined : { server, uri };
  }

  return { resources, templates, find, findTemplate: (template) => templatePlaces.get(template) };
}

function show(
  server: string,
  entry: JsonObject,
  key: "uri" | "uriTemplate",
  places: Map<string, Place>,
  shown: JsonObject[],
): void {
  const uri = entry[key];
  if (typeof uri !== "string") return;
  const name = places.has(uri) ? apart(server, uri) : uri;
  if (places.has(name)) return;
  places.set(name, { server, uri });
  shown.push(name === uri ? entry : { ...entry, [key]: name });
}

/** `mcp://SERVER/ADDRESS`. */
function namedPlace(uri: string, readers: readonly Manifest[]): Place | undefined {
  const parts = /^mcp:\/\/([^/]+)\/(.+)$/s.exec(uri);
  const [, server, rest] = parts ?? [];
  if (rest === undefined || !readers.some((each) => each.server === server)) return undefined;
  return { server: server ?? "", uri: rest };
}

/** Servers have resources that they do not list: whoever lists others of the same scheme is asked, or the only one, if it lists none. */
function likelyServer(uri: string, readers: readonly Manifest[]): string | undefined {
  const scheme = uri.slice(0, uri.indexOf(":") + 1);
  if (scheme === "" || scheme === "mcp:") return undefined;
  const kin = readers.find(({ resources, resourceTemplates }) =>
    [...resources, ...resourceTemplates].some((each) =>
      String(each["uri"] ?? each["uriTemplate"]).startsWith(scheme),
    ),
  );
  if (kin !== undefined) return kin.server;
  const [only, ...others] = readers;
  const listsNone = only?.resources.length === 0 && only.resourceTemplates.length === 0;
  return listsNone && others.length === 0 ? only.server : undefined;
}
