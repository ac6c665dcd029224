import type { TestProject } from "vitest/node";
export default async function setup(project: TestProject) {
  project.provide("base", "http://127.0.0.1:5199");
  project.provide("folder", "/tmp/wb/live");
}
