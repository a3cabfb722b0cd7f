// Writes openapi.json and src/api.d.ts from what a node of this program serves.   generate.mjs PROGRAM [--check]
// --check writes nothing and fails where the files are not what would be written.
import {readFileSync, writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import openapiTS, {astToString} from "openapi-typescript";

import {startKaisho} from "../../tests/rpc/lib/servers.mjs";

const [program, mode] = process.argv.slice(2);
if (!program) {
  console.error("usage: generate.mjs PROGRAM [--check]");
  process.exit(2);
}
const place = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const node = await startKaisho(program);
const document = await (await fetch(`${node.url}/v1/openapi.json`)).json();
await node.stop();

/** JSON with what fits into 120 columns on one line. */
function pretty(value, indent = "", before = 0) {
  const flat = JSON.stringify(value);
  if (typeof value !== "object" || value === null || indent.length + before + flat.length < 120) return flat;
  const inner = indent + " ";
  const entries = Array.isArray(value)
      ? value.map((item) => inner + pretty(item, inner))
      : Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${pretty(item, inner, key.length + 4)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${entries.join(",\n")}\n${indent}${close}`;
}

/** Without what is said to be absent: a missing member says the same. */
const present = (types) => types.replace(/^ +\w+\?: never;\n/gm, "").replace(/^ +(\w+): \{\n +\};\n/gm, (empty, name) => (name === "parameters" ? "" : empty));

/** Ways of which exactly one is taken are told by what each requires; for types each also has to say what that is. */
function spellOut(schema) {
  if (typeof schema !== "object" || schema === null) return;
  if (schema.oneOf && schema.properties) {
    schema.oneOf = schema.oneOf.map(({required}) =>
        ({type: "object", required, properties: Object.fromEntries(required.map((name) => [name, schema.properties[name]]))}));
  }
  Object.values(schema).forEach(spellOut);
}
const forTypes = structuredClone(document);
spellOut(forTypes);

const types = "// Made by client/tools/generate.mjs from openapi.json. Do not edit.\n" +
    present(astToString(await openapiTS(forTypes, {alphabetize: true})));
const files = {"openapi.json": pretty(document) + "\n", "src/api.d.ts": types};

let stale = 0;
for (const [name, text] of Object.entries(files)) {
  if (mode !== "--check") {
    writeFileSync(place(name), text);
  } else if (readFileSync(place(name), "utf8") !== text) {
    console.error(`client/${name} is out of date: node client/tools/generate.mjs ${program}`);
    stale = 1;
  }
}
if (!stale) console.log(mode === "--check" ? "ok  the types are those of the document that the node serves" : "written");
process.exit(stale);
