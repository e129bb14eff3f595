// Leaves out of the pages what Reflex brings along for features they do not use.
//
// Each stand-in says when the feature is in use after all, an extension's doing
// perhaps; then the real module stays. A stand-in whose module is not met any more
// stops the build, so that an upgrade of Reflex cannot undo this unseen.
import { readFileSync, readdirSync } from "fs";

const WEB = new URL("./", import.meta.url);
const COMPILED = ["app/", "app_components/", "utils/components/"];

const STAND_INS = [
  {
    // Style sheets written by scripts: ours are files.
    module: /\/@emotion\/react\/dist\/emotion-react\.browser/,
    code: `export { createElement as jsx } from "react";`,
    isNeeded: () => compiled().some((code) => /\bcss:/.test(code)),
  },
  {
    module: /\/universal-cookie\//,
    code: "export default class Cookies { get() {} set() {} remove() {} }",
    isNeeded: () => !read("utils/context.jsx").includes(`"cookies": {}`),
  },
  {
    module: /\/utils\/helpers\/upload\.js$/,
    code: "export const uploadFiles = undefined;",
    isNeeded: () => compiled().some((code) => /upload_?files/i.test(code)),
  },
  {
    // Merges two objects of attributes, and nothing else that this library can.
    module: /\/mergician\//,
    code: `
      const isPlain = (one) => one?.constructor === Object;
      export const mergician = (first, second) => {
        const merged = { ...first };
        for (const [name, value] of Object.entries(second))
          merged[name] = isPlain(value) && isPlain(merged[name])
            ? mergician(merged[name], value) : value;
        return merged;
      };`,
    isNeeded: () => false,
  },
  {
    // The socket speaks WebSocket only.
    module: /\/engine\.io-client\/build\/esm\/transports\/polling-xhr\.js$/,
    code: "export class XHR {}",
    isNeeded: () => !speaksWebSocketOnly(),
  },
  {
    module: /\/engine\.io-client\/build\/esm\/transports\/webtransport\.js$/,
    code: "export class WT {}",
    isNeeded: () => !speaksWebSocketOnly(),
  },
];

const CUTS = [
  {
    // Whole libraries, kept for components that a server sends as text.
    file: "/app/root.jsx",
    pattern: /^import \* as \w+ from .*$|window\.__reflex = \{[^}]*\};/gm,
    by: "",
  },
  {
    // The policy of the pages forbids scripts from text, and whoever may see the
    // names around it keeps the minifier from shortening any of them.
    file: "/utils/state.js",
    pattern: /\beval\(/g,
    by: "(0, eval)(",
  },
];

export default function slim() {
  const wanted = STAND_INS.filter((standIn) => !standIn.isNeeded());
  const missing = new Set(wanted);
  const isOurs = (plugin) => plugin.environment.name === "client";
  return {
    name: "slim",
    apply: "build",
    enforce: "pre",
    load(id) {
      if (!isOurs(this)) return null;
      const path = id.split("?")[0];
      const standIn = wanted.find((one) => one.module.test(path));
      missing.delete(standIn);
      return standIn?.code ?? null;
    },
    transform(code, id) {
      const cut = isOurs(this) && CUTS.find((one) => id.endsWith(one.file));
      if (!cut) return null;
      const slimmed = code.replace(cut.pattern, cut.by);
      if (slimmed === code) this.error(`${cut.file} is not what it was`);
      return { code: slimmed, map: null };
    },
    buildEnd(error) {
      if (error || !isOurs(this) || missing.size === 0) return;
      const modules = [...missing].map((one) => one.module.source);
      this.error(`not part of the pages any more: ${modules.join(", ")}`);
    },
  };
}

function read(path) {
  return readFileSync(new URL(path, WEB), "utf8");
}

function compiled() {
  return COMPILED.flatMap((folder) =>
    readdirSync(new URL(folder, WEB), { recursive: true })
      .filter((name) => name.endsWith(".jsx"))
      .map((name) => read(folder + name)),
  );
}

function speaksWebSocketOnly() {
  return JSON.parse(read("env.json")).TRANSPORT === "websocket";
}
