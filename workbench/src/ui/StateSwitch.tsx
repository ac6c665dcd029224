// Which of a few states of a kind of record are shown.
// Not here: what the states are called, and reading them.
import { SegmentedControl } from "@mantine/core";
import { useLang } from "../app/lang";

interface Props<S extends string> {
  /** Each with its word, in the order in which they stand. */
  words: Record<S, string>;
  value: S;
  onChange: (state: S) => void;
  /** What is chosen between, where it is not a state. */
  label?: string;
}

export function StateSwitch<S extends string>({ words, value, onChange, label }: Props<S>) {
  const { t } = useLang();
  const data = (Object.keys(words) as S[]).map((state) => ({ value: state, label: words[state] }));
  return <SegmentedControl size="xs" aria-label={label ?? t.facts.state} value={value} onChange={(state) => onChange(state as S)} data={data} />;
}
