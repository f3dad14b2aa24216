import type { Services } from "../../kernel/run/context.ts";

const MINUTE_MS = 60_000;

/** When each server was called, of a kernel; what is older than a minute is forgotten. */
const times = new WeakMap<Services["inFlight"], Map<string, number[]>>();

export function callsInLastMinute({ inFlight, clock }: Services, server: string): number {
  const called = times.get(inFlight)?.get(server);
  if (!called) return 0;
  const since = clock.now() - MINUTE_MS;
  while (called.length > 0 && called[0]! <= since) called.shift();
  return called.length;
}

export function countCall({ inFlight, clock }: Services, server: string): void {
  const servers = times.get(inFlight) ?? new Map<string, number[]>();
  times.set(inFlight, servers);
  const called = servers.get(server) ?? [];
  called.push(clock.now());
  servers.set(server, called);
}
