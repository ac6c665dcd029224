import { BaseSequencer, type TestSpecification } from "vitest/node";
import { defineConfig } from "vitest/config";

/** In one order everywhere: journeys of one town see what those before them left. The officers' come first, for they
 * begin with what the town's story leaves. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (moduleId.endsWith("officers.journey.ts") ? "" : moduleId);
    return [...files].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }
}

/** Journeys in a real browser, one after the other, in one town. */
export default defineConfig({
  test: {
    include: ["journeys/**/*.journey.ts"],
    globalSetup: ["journeys/town.ts"],
    fileParallelism: false,
    sequence: { sequencer: InOrder },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
