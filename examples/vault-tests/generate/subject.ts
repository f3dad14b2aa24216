import { createRandom, type Random } from "./random.ts";

/** What the two goals ask of the vault of a seed. */
export type Subject = { from: string; to: string; date: string };

const FIRST = [
  "Blue",
  "Östra",
  "Night",
  "Étoile",
  "Salt",
  "東京",
  "Сокол",
  "Iron",
  "Façade",
] as const;
const REST = ["Heron", "Mühle", "Quay", "du Nord", "Garden", "Lähde", "Row", "Клён"] as const;
const FRESH = ["Kestrel", "Red Kite", "Åker", "Silver Birch", "Żuraw", "Long Field Lane"] as const;

export function vaultSubject(seed: number): Subject {
  const random = createRandom(seed * 2 + 1);
  const from = oldName(random);
  // Now and then the new name begins with the old one: replacing twice would show.
  const to = random.chance(0.15) ? `${from} House` : random.pick(FRESH);
  const day = new Date(Date.UTC(2026, random.int(12), 1 + random.int(28)));
  return { from, to, date: day.toISOString().slice(0, 10) };
}

/** Names that contain the old name and must stay. */
export function neighbours({ from }: Subject): string[] {
  return [`${from} Annex`, `${from}s`, `Old ${from}`, `${from} 2`, `Neo${from}`, `${from}-Archive`];
}

export function tagForms(name: string) {
  const words = name.split(/[\s_-]+/);
  const upper = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  return {
    kebab: words.join("-").toLowerCase(),
    snake: words.join("_").toLowerCase(),
    pascal: words.map(upper).join(""),
  };
}

function oldName(random: Random): string {
  const shape = random.int(4);
  const first = random.pick(FIRST);
  if (shape === 0) return `${first}bird`;
  if (shape === 1) return `${first}-${random.pick(REST).replace(" ", "-")}`;
  return shape === 2 ? `${first} ${random.pick(REST)}` : `${first} ${random.pick(REST)} West`;
}
