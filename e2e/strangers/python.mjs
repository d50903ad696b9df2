// A Python of its own for other people's clients: made once, and anew when the list of packages changes.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.resolve(here, "../../target/strangers");
const list = path.join(here, "requirements.txt");

/** The interpreter with the packages of `requirements.txt`. */
export async function ensurePython() {
  const wanted = createHash("sha256").update(await readFile(list)).digest("hex");
  const stamp = path.join(folder, "stamp");
  const program = path.join(folder, "bin", "python");
  const made = await readFile(stamp, "utf8").catch(() => "");
  if (made === wanted && (await stat(program).catch(() => null))) return program;
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  await run("python3", ["-m", "venv", folder]);
  await run(program, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", list]);
  await writeFile(stamp, wanted);
  return program;
}

/** Runs a script of this folder with a task on its input; answers what it printed, as JSON. */
export async function runScript(name, task) {
  const program = await ensurePython();
  return new Promise((resolve, reject) => {
    const child = execFile(program, [path.join(here, name)], { timeout: 240_000, maxBuffer: 2 ** 24 }, (error, out, trouble) => {
      if (error) return reject(new Error(`${name}: ${error.message}\n${trouble}`));
      try {
        resolve(JSON.parse(out));
      } catch {
        reject(new Error(`${name} printed no JSON:\n${out}\n${trouble}`));
      }
    });
    child.stdin.end(JSON.stringify(task));
  });
}
