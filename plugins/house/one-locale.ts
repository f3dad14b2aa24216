/**
 * Zod brings its messages in some fifty languages, and whoever imports it loads them all. A process that stays keeps the
 * one that is spoken here. Called before zod is loaded; where zod has laid its files out otherwise it changes nothing.
 */
export function loadOneLocale(): void {
  Bun.plugin({
    name: "one locale",
    setup(build) {
      build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
        contents: 'export { default as en } from "./en.js";',
        loader: "js",
      }));
    },
  });
}
