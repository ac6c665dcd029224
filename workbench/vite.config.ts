import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `CENTRE=http://127.0.0.1:8096 npx vite` works on the pages against a running centre.
const centre = process.env.CENTRE ?? "http://127.0.0.1:8096";

export default defineConfig({
  base: "/workbench/",
  plugins: [react()],
  build: {
    target: ["chrome108", "firefox110"],
    // `dist/.gitignore` stays, so that cargo has a folder to look at; scripts/workbench.sh empties the rest.
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { "/api": centre } },
  test: { include: ["src/**/*.test.ts"] },
});
