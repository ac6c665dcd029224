// A centre of its own for one journey, on the machine's own time: founded, configured, served by the real binary.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { front } from "./front";
import { PASSWORD } from "./hands";

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((go) => server.listen(0, "127.0.0.1", go));
  const address = server.address();
  await new Promise((go) => server.close(go));
  return typeof address === "object" && address ? address.port : 0;
}

/** A process that has said a word. */
export function started(command: string, args: string[], word: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const hear = (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes(word)) resolve(child);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", () => reject(new Error(`${command} ended:\n${said}`)));
  });
}

export async function stopped(child: ChildProcess) {
  if (child.exitCode !== null) return;
  const ended = new Promise((go) => child.on("exit", go));
  child.kill("SIGTERM");
  await ended;
}

export interface House {
  base: string;
  stop(): Promise<void>;
}

/** `signIn` is what stands below `[sign_in]`; it is told where the house will be, and a folder for files. */
export async function house(signIn: (base: string, folder: string) => Promise<string>): Promise<House> {
  const binary = process.env.CORDON ?? "";
  const folder = mkdtempSync(join(tmpdir(), "cordon-house-"));
  const port = await freePort();
  const centre = `http://127.0.0.1:${port}`;
  const pages = process.env.PAGES ? await front(process.env.PAGES, centre) : undefined;
  // By a name: browsers keep passkeys for names only, and the centre asks for one.
  const base = (pages?.base ?? centre).replace("127.0.0.1", "localhost");
  const config = join(folder, "cordon.toml");
  const text = `data = "${folder}/centre"\nlisten = "127.0.0.1:${port}"\norigin = "journey.invalid/journal"\n[sign_in]\norigin = "${base}"\n`;
  writeFileSync(config, text + (await signIn(base, folder)));
  const people = ["--login", "admin", "--administrator", "管理甲", "--administrator-phone", "000-0000-0000", "--password-stdin"];
  const founding = ["found", "--config", config, "--code", "999000000000", "--name", "样例市反诈中心", ...people];
  const founded = spawnSync(binary, founding, { input: PASSWORD });
  if (founded.status !== 0) throw new Error(`not founded: ${founded.stderr}`);
  const child = await started(binary, ["serve", "--config", config], "the centre is open");
  return {
    base,
    async stop() {
      pages?.server.closeAllConnections();
      pages?.server.close();
      await stopped(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
