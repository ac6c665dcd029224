import { defineConfig } from "vitest/config";
export default defineConfig({ test: { include: ["journeys/**/*.journey.ts"], globalSetup: ["journeys/dev-town.ts"], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 } });
