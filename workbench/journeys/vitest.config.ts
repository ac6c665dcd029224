import { defineConfig } from "vitest/config";

/** Journeys in a real browser, one after the other, in one town. */
export default defineConfig({
  test: {
    include: ["journeys/**/*.journey.ts"],
    globalSetup: ["journeys/town.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
