// The served document against a second implementation of OpenAPI 3.1 and of JSON Schema 2020-12, and the client's types
// against the document.   openapi_test.mjs PROGRAM
import {execFile} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {Validator} from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";

import {check, Consortium, raw, report, resolved} from "./lib.mjs";

const program = process.argv[2];
const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const consortium = await Consortium.start(program);
const {url} = consortium;
const document = (await raw(url, "GET", "/v1/openapi.json")).json;

// --- the document
const validator = new Validator();
const verdict = await validator.validate(structuredClone(document));
check(verdict.valid && validator.version === "3.1", "OpenAPI 3.1 by another implementation", verdict.errors);
const broken = structuredClone(document);
delete broken.paths["/v1/me"].get.responses;
broken.paths["/v1/me"].get.parameters = "none";
check(!(await new Validator().validate(broken)).valid, "which finds what is broken");
const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((row) => row.operationId));
check(new Set(ids).size === ids.length, "every operationId is one endpoint's");

// --- what several endpoints share stands once
const references = new Set(JSON.stringify(document).match(/(?<="\$ref":")[^"]+/g));
for (const name of references) check(resolved(document, {$ref: name}) !== undefined, `${name} leads somewhere`);
for (const [kind, parts] of Object.entries(document.components)) {
  if (kind === "securitySchemes") continue;
  for (const name of Object.keys(parts)) {
    check(references.has(`#/components/${kind}/${name}`), `components/${kind}/${name} is used`);
  }
  const texts = Object.values(parts).map((part) => JSON.stringify(part));
  check(new Set(texts).size === texts.length, `no two of components/${kind} are the same`);
}
const inline = new Map();
for (const [path, methods] of Object.entries(document.paths)) {
  for (const row of Object.values(methods)) {
    const parts = [...(row.parameters ?? []), ...Object.values(row.responses).filter((part) => part["x-problem-types"])];
    for (const part of parts.filter((each) => !each.$ref)) {
      check(!inline.has(JSON.stringify(part)), `${path} repeats what ${inline.get(JSON.stringify(part))} says`, part);
      inline.set(JSON.stringify(part), path);
    }
  }
}

// --- what is answered has the form that is said
const ajv = new Ajv({strict: false, allErrors: true});
ajv.addSchema({$id: "doc", ...document});
const fits = (schema, value, what) => {
  const reference = JSON.parse(JSON.stringify(schema).replaceAll("#/components", "doc#/components"));
  const test = ajv.compile(reference);
  check(test(value), `${what} fits its schema`, {errors: test.errors, value});
};
const bearer = {Authorization: `Bearer ${(await consortium.token("bank", "registrar,auditor,administrator")).token}`};
const bond = await consortium.publishBond();
const write = async (path, body) => {
  const answer = await raw(url, "POST", path, {
    headers: {...bearer, "Content-Type": "application/json", "Idempotency-Key": path}, body: body && JSON.stringify(body)});
  check(answer.status === 202, `${path} is taken`, answer.text);
  let operation;
  do operation = (await raw(url, "GET", answer.json.self, {headers: bearer})).json;
  while (operation.status === "running");
  check(operation.status === "done", `${path} is done`, operation);
};
await write("/v1/programs", {sourcePath: "bond", manifest: bond.manifest});
await write(`/v1/programs/${bond.packageHash}/tests`);
const samples = {name: "bank", tokenId: bond.manifest.tokenId ?? "ACME-2031", packageHash: bond.packageHash};
let asked = 0;
for (const [path, {get: row}] of Object.entries(document.paths)) {
  if (!row || !path.match(/\{\w+\}/g)?.every((name) => samples[name.slice(1, -1)]) && path.includes("{")) continue;
  const target = path.replace(/\{(\w+)\}/g, (_, name) => samples[name]);
  const answer = await raw(url, "GET", target, {headers: bearer});
  check(answer.status === 200, `${target} answers`, answer.text);
  fits(resolved(document, row.responses[200]).content["application/json"].schema, answer.json, target);
  ++asked;
}
check(asked >= 10, "resources were asked", asked);
const missing = await raw(url, "GET", "/v1/users/nobody", {headers: bearer});
fits({$ref: "#/components/schemas/Problem"}, missing.json, "a problem");
const faults = await raw(url, "POST", "/v1/drafts/entrust", {headers: {...bearer, "Content-Type": "application/json"}, body: "{}"});
fits({$ref: "#/components/schemas/Problem"}, faults.json, "a problem with faults");
const list = (await raw(url, "GET", "/v1/operations", {headers: bearer})).json;
check(list.items.length === 2 && list.items.every((item) => item.status === "done"), "operations are listed", list);

// --- every node of one version says the same
const dev = await raw((await import("../rpc/lib/servers.mjs").then(({startKaisho}) => startKaisho(program))).url, "GET", "/v1/openapi.json");
check(JSON.stringify(dev.json) === JSON.stringify(document), "a developer's node serves the same document");
await consortium.end();

// --- the client's types
const check_types = await run("node", [join(root, "client/tools/generate.mjs"), program, "--check"]).catch((error) => error);
check(!check_types.code, "the client's types are up to date", check_types.stderr);
const folder = mkdtempSync(join(root, "client/types-"));
const compile = async (source) => {
  writeFileSync(join(folder, "use.ts"), source);
  return await run("node", [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--target", "es2022", "--module",
                            "nodenext", "--moduleResolution", "nodenext", "--skipLibCheck", "false", join(folder, "use.ts")])
      .then(() => "", (error) => error.stdout);
};
const head = 'import {KaishoClient, type Operation} from "../src/index.js";\n' +
    'const client = new KaishoClient({baseUrl: "http://127.0.0.1:1"});\n';
const good = await compile(head + `
  const user: {userId: string; vorg: string} = await client.get("/v1/users/{userId}", {path: {userId: "acme"}});
  const taken: Operation = await client.write("/v1/tokens/{tokenId}/policies", {path: {tokenId: "A"}, body: {policy: "bank"}});
  for await (const member of client.all("/v1/members")) console.log(member.name, member.node?.power);
  for await (const event of client.watch(taken)) console.log(event.type === "end" ? event.operation.status : event.text);
  console.log(user, taken.result.blockNumber);
  const withdrawn = {userId: "acme", tokenId: "A", language: "en"} as const;
  await client.write("/v1/withdrawals", {body: {...withdrawn, signature: "0x"}});
  await client.write("/v1/withdrawals", {body: {...withdrawn, witness: {organization: "bank", paper: "0x", signature: "0x"}}});
  export {};`);
check(good === "", "what is right compiles", good);
for (const [what, source] of [
  ["a path that is not there", 'await client.get("/v1/nothing");'],
  ["a parameter that is missing", 'await client.get("/v1/users/{userId}");'],
  ["a body of another type", 'await client.write("/v1/tokens/{tokenId}/policies", {path: {tokenId: "A"}, body: {policy: 1}});'],
  ["a field that is not there", '(await client.get("/v1/members/{name}", {path: {name: "bank"}})).salary;'],
  ["a step without its type", 'for await (const event of client.watch("id")) console.log(event.text);'],
  ["neither a signature nor a witness", 'await client.write("/v1/withdrawals", {body: {userId: "acme", tokenId: "A", language: "en"}});'],
  ["a write that is none", 'await client.write("/v1/sign-in/challenges", {body: {account: "0x"}});'],
]) {
  check((await compile(`${head}${source}\nexport {};`)).includes("error TS"), `${what} does not compile`);
}
rmSync(folder, {recursive: true});
report("openapi.json and the client's types");
process.exit(0);
