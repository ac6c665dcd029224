import { defineConfig } from "vitest/config";
import journeys from "./vitest.config";

/** How the screens look, in a town where nothing else was done. */
export default defineConfig({ ...journeys, test: { ...journeys.test, include: ["journeys/looks.ts"] } });
