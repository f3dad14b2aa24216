import { foldName, withoutMd } from "../document.ts";
import { InputError } from "../error.ts";
import { isTag } from "../tags.ts";

/** What is to be renamed: a thing with notes, links and tags, or a tag alone. */
export interface Renaming {
  from: string;
  to: string;
  /** `name`: everything called so. `tag`: `#from` and the tags below it, nothing else. */
  scope: "name" | "tag";
}

const quotes =
  /^(?:"(.+)"|'(.+)'|\u201C(.+)\u201D|\u2018(.+)\u2019|\u00AB(.+)\u00BB|\u201E(.+)[\u201C\u201D]|`(.+)`)$/u;

/** Reads both names as people write them: with quotes, `[[brackets]]`, `.md`, or `#` for a tag. */
export function parseRenaming(from: string, to: string): Renaming {
  const [old, next] = [bare(from).replace(/^(?:the )?tag\s+(?=#)/i, ""), bare(to)];
  if (old.startsWith("#")) return tagRenaming(old.slice(1), next.replace(/^#/, ""));
  if (next.startsWith("#"))
    throw new InputError(
      `to: "${next}" is a tag but "${old}" is a name; write #${old} to rename the tag alone.`,
    );
  const [name, target] = [withoutMd(old), withoutMd(next)];
  check("from", name);
  check("to", target);
  if (name === target)
    throw new InputError(`to: "${target}" is the name it already has; give a different one.`);
  return { from: name, to: target, scope: "name" };
}

function tagRenaming(from: string, to: string): Renaming {
  for (const [field, tag] of [
    ["from", from],
    ["to", to],
  ] as const)
    if (!isTag(tag))
      throw new InputError(
        `${field}: "#${tag}" is not a tag; a tag has letters, digits, - _ and /, and not digits alone.`,
      );
  if (from === to)
    throw new InputError(`to: #${to} is the tag it already is; give a different one.`);
  return { from, to, scope: "tag" };
}

function bare(name: string): string {
  const trimmed = name.trim();
  const quoted =
    quotes
      .exec(trimmed)
      ?.slice(1)
      .find((inner) => inner !== undefined) ?? trimmed;
  return (/^\[\[([^[\]]*)\]\]$/.exec(quoted)?.[1] ?? quoted).trim();
}

function check(field: "from" | "to", name: string): void {
  const fault = faultOf(name);
  if (fault) throw new InputError(`${field}: "${name}" cannot be the name of a note: ${fault}.`);
}

function faultOf(name: string): string | undefined {
  if (name === "") return "it is empty; give a name such as Kestrel";
  const bad = /[/\\:#^[\]|]/.exec(name)?.[0];
  if (bad) return `leave out ${bad} and give the name alone, without a folder`;
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return "leave out line breaks and control characters";
  if (name.startsWith(".")) return "a name that begins with a dot is hidden; leave out the dot";
  if (Buffer.byteLength(name) > 240) return "it is longer than a file name can be; shorten it";
  return undefined;
}

/** The words of a name as a tag can hold them: letters, digits and pictures. */
function words(name: string): string[] {
  return name.match(/[\p{L}\p{M}\p{N}\p{Extended_Pictographic}]+/gu) ?? [];
}

/** `Blue Bird` for `#blue-bird`, `#blue_bird`, `#BlueBird`: the joint, or undefined if it is another name. */
function jointOf(segment: string, name: string): string | undefined {
  const parts = words(name);
  if (parts.length === 0) return undefined;
  return ["-", "_", ""].find((joint) => foldName(parts.join(joint)) === foldName(segment));
}

/** One segment of a tag renamed in its own style; undefined when it names something else. */
export function renameSegment(segment: string, from: string, to: string): string | undefined {
  const joint = jointOf(segment, from);
  if (joint === undefined) return undefined;
  const next = words(to);
  const single = words(from).length === 1;
  if (segment === segment.toLowerCase()) return next.join(single ? "-" : joint).toLowerCase();
  if (segment === segment.toUpperCase() && segment.length > 1 && from !== segment)
    return next.join(single ? "-" : joint).toUpperCase();
  const between = single ? "" : joint;
  if (segment === words(from).join(joint)) return next.join(between);
  const camel = /^\p{Ll}/u.test(segment);
  const sentence = !single && joint !== "" && !new RegExp(`${joint}\\p{Lu}`, "u").test(segment);
  return next
    .map((word, index) => {
      const lower = index === 0 ? camel : sentence;
      const head = lower ? word.slice(0, 1).toLowerCase() : word.slice(0, 1).toUpperCase();
      return head + (lower ? word.slice(1).toLowerCase() : word.slice(1));
    })
    .join(between);
}

/** A whole tag, nested or not, renamed; undefined when nothing in it has the name. */
export function renameTag(tag: string, { from, to, scope }: Renaming): string | undefined {
  if (scope === "tag") {
    const [path, old] = [foldName(tag), foldName(from)];
    if (path !== old && !path.startsWith(`${old}/`)) return undefined;
    return to + tag.slice(from.length);
  }
  const segments = tag.split("/");
  const renamed = segments.map((segment) => renameSegment(segment, from, to));
  if (renamed.every((segment) => segment === undefined)) return undefined;
  const next = segments.map((segment, index) => renamed[index] ?? segment).join("/");
  if (!isTag(next))
    throw new InputError(
      `to: "${to}" would make the tag #${tag} to #${next}, which is no tag; give a name with a letter.`,
    );
  return next;
}
