// A text with the numbers of its lines beside it, as faults name them. A plain field: every browser's own keys work.
import { useEffect, useRef } from "react";
import { lineCount, lineSpan } from "./lines";

interface Props {
  label: string;
  text: string;
  change(text: string): void;
  /** Lines that something is to be said of. */
  marked: Set<number>;
  /** A line to go to; another object each time. */
  goTo: { line: number } | null;
}

export function Editor({ label, text, change, marked, goTo }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const latest = useRef(text);
  latest.current = text;
  const scrolled = () => {
    if (field.current && gutter.current) gutter.current.scrollTop = field.current.scrollTop;
  };
  useEffect(() => {
    const at = field.current;
    if (!goTo || !at) return;
    const [from, to] = lineSpan(latest.current, goTo.line);
    at.focus();
    at.setSelectionRange(from, to);
    const height = at.scrollHeight / lineCount(latest.current);
    at.scrollTop = Math.max(0, (goTo.line - 4) * height);
  }, [goTo]);
  return (
    <div className="editor">
      <div className="gutter" aria-hidden="true" ref={gutter}>
        <pre>
          {Array.from({ length: lineCount(text) }, (_, at) => (
            // A line is its number.
            <div key={at} className={marked.has(at + 1) ? "at" : undefined}>
              {at + 1}
            </div>
          ))}
        </pre>
      </div>
      <textarea ref={field} aria-label={label} value={text} onChange={(event) => change(event.currentTarget.value)} onScroll={scrolled} spellCheck={false} autoComplete="off" wrap="off" />
    </div>
  );
}
