import { posix } from "node:path";
import type { Import } from "./imports.ts";
import { pathOfImport } from "./rooms.ts";
import { withoutTests, type Finding } from "./rule.ts";
import type { SourceFile } from "./source-file.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

/** Modules that load each other: the order of loading would decide what works. */
export function noRuntimeCycle(files: readonly SourceFile[]): Finding {
  const graph = importGraph(files, (found) => found.kind === "static");
  const cycles = findCycles(graph);
  return {
    name: "no circular import",
    figure: `${cycles.length} in ${graph.size} files`,
    failures: cycles.map((cycle) => `circular import: ${cycle.join(" → ")}`),
  };
}

/**
 * Types and late imports that go round load fine, but the files cannot be understood one after the other. Two files of
 * one folder that name each other's types are counted and let be.
 */
export function noTypeCycle(files: readonly SourceFile[]): Finding {
  const loading = new Set(
    findCycles(importGraph(files, (found) => found.kind === "static")).map((cycle) => cycle[0]),
  );
  const cycles = findCycles(importGraph(files, () => true)).filter(
    (cycle) => !loading.has(cycle[0]),
  );
  const wide = cycles.filter((cycle) => !isPair(cycle));
  return {
    name: "no circular import through types",
    figure: `${wide.length}, and ${cycles.length - wide.length} pairs in one folder`,
    failures: wide.map((cycle) => `circular through types: ${cycle.join(" → ")}`),
  };
}

/** A cycle ends where it began, so a pair has three entries. */
function isPair(cycle: readonly string[]): boolean {
  return cycle.length === 3 && new Set(cycle.map((path) => posix.dirname(path))).size === 1;
}

function importGraph(files: readonly SourceFile[], counts: (found: Import) => boolean): Graph {
  const sources = withoutTests(files);
  const known = new Set(sources.map((file) => file.path));
  return new Map(
    sources.map((file) => {
      const targets = file.imports.filter(counts).flatMap((found) => {
        const target = pathOfImport(file, found);
        return target !== undefined && known.has(target) ? [target] : [];
      });
      return [file.path, targets];
    }),
  );
}

/** For each knot of files that reach each other, one shortest way round from its first file. */
function findCycles(graph: Graph): readonly (readonly string[])[] {
  const settled = new Set<string>();
  const cycles: (readonly string[])[] = [];
  for (const start of graph.keys()) {
    if (settled.has(start)) continue;
    const cycle = shortestWayRound(graph, start);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    for (const path of reachable(graph, start)) {
      if (reachable(graph, path).has(start)) settled.add(path);
    }
  }
  return cycles;
}

function shortestWayRound(graph: Graph, start: string): readonly string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? "") ?? []) {
      if (next === start) return [...way, start];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function reachable(graph: Graph, start: string): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const next of graph.get(path) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(next);
    }
  }
  return found;
}
