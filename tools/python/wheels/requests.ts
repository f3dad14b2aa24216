import { basename, isAbsolute } from "node:path";
import { PackagesError } from "./problem.ts";
import { candidateOfFile } from "./sources/folder.ts";
import type { Distribution } from "./sources/distribution.ts";
import type { Candidate } from "./sources/source.ts";
import { holds } from "./standards/marker.ts";
import { formatRequirement, parseRequirement, type Requirement } from "./standards/requirement.ts";
import { formatVersion } from "./standards/version.ts";

/** One thing a person asks for: a requirement, or a wheel in a file of theirs. */
export interface Request {
  readonly requirement: Requirement;
  readonly file: Candidate | null;
}

const MAX_REQUESTS = 100;

export function readRequests(
  texts: readonly string[],
  distribution: Distribution,
): readonly Request[] {
  if (texts.length === 0 || texts.length > MAX_REQUESTS)
    throw new PackagesError(
      "argument",
      `requirements: name 1 to ${MAX_REQUESTS} packages, such as pydantic or attrs>=25`,
    );
  return texts.map((text) => readRequest(text.trim(), distribution));
}

function readRequest(text: string, distribution: Distribution): Request {
  if (text.endsWith(".whl")) return readFile(text, distribution);
  const requirement = parseRequirement(text);
  const quoted = JSON.stringify(text.slice(0, 200));
  if (requirement === null)
    throw new PackagesError(
      "argument",
      `requirements: ${quoted} is not a package; write it like pydantic, attrs>=25 or "rich[jupyter]>=14,<15"`,
    );
  if (requirement.address !== null)
    throw new PackagesError(
      "argument",
      `requirements: ${quoted} names an address; fetch the wheel yourself and give the path of the file`,
    );
  if (!holds(requirement.marker, distribution.platform.markers, requirement.extras))
    throw new PackagesError(
      "argument",
      `requirements: the condition of ${quoted} does not hold here; leave it out`,
    );
  return { requirement, file: null };
}

function readFile(text: string, distribution: Distribution): Request {
  const quoted = JSON.stringify(text);
  if (!isAbsolute(text))
    throw new PackagesError("argument", `requirements: ${quoted} must be an absolute path`);
  const file = candidateOfFile(text, basename(text), distribution);
  const pinned = file && parseRequirement(`${file.name}==${formatVersion(file.version)}`);
  if (!file || !pinned)
    throw new PackagesError(
      "argument",
      `requirements: ${quoted} is no wheel that runs here; it must be pure Python (py3-none-any) or ` +
        `built for ${distribution.platform.tag}, and keep the name it was published under`,
    );
  return { requirement: pinned, file };
}

/** What an image was asked for, the new request of a package in the place of the old one. */
export function mergeRequests(
  before: readonly string[],
  requests: readonly Request[],
): readonly Requirement[] {
  const merged = new Map<string, Requirement>();
  for (const text of before) {
    const requirement = parseRequirement(text);
    if (requirement !== null) merged.set(requirement.name, requirement);
  }
  for (const { requirement } of requests)
    merged.set(requirement.name, { ...requirement, marker: null });
  return [...merged.values()];
}

export function formatRequests(requests: readonly Requirement[]): string[] {
  return requests.map(formatRequirement).sort();
}
