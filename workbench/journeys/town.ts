// The town in which journeys are made: `cordon demo`, the real centre with its banks and carrier as processes of
// their own, after its story. All people in it are made up.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { front } from "./front";

declare module "vitest" {
  interface ProvidedContext {
    base: string;
    folder: string;
  }
}

const OPEN_WITHIN_MS = 110_000;
const OPEN = / is open at (http:\/\/\S+)/;

function opened(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`the town did not open:\n${said}`)), OPEN_WITHIN_MS);
    child.stdout?.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      const found = OPEN.exec(said);
      if (!found?.[1]) return;
      clearTimeout(timer);
      resolve(found[1]);
    });
    child.stderr?.on("data", (bytes: Buffer) => {
      said += bytes.toString();
    });
    child.on("exit", () => reject(new Error(`the town ended:\n${said}`)));
  });
}

export default async function setup(project: TestProject) {
  const binary = process.env.CORDON;
  if (!binary) throw new Error("CORDON names the binary to be driven, such as target/debug/cordon");
  const parent = mkdtempSync(join(tmpdir(), "cordon-workbench-"));
  const folder = join(parent, "town");
  const town = spawn(binary, ["demo", "--data", folder, "--seed", "1"], { stdio: ["ignore", "pipe", "pipe"] });
  const centre = await opened(town);
  const pages = process.env.PAGES ? await front(process.env.PAGES, centre) : undefined;
  const base = pages?.base ?? centre;
  project.provide("base", base);
  project.provide("folder", folder);
  return async () => {
    pages?.server.closeAllConnections();
    pages?.server.close();
    const ended = new Promise((go) => town.on("exit", go));
    town.kill("SIGINT");
    await ended;
    rmSync(parent, { recursive: true, force: true });
  };
}
