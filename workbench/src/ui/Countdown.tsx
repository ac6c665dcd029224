import { useNow } from "../app/clock";
import { useLang } from "../app/lang";
import { moment, span } from "../say/time";

/** What is left until a moment, or by how much it passed: in words and bold, not in colour alone. */
export function Countdown({ at }: { at: string }) {
  const { t, lang } = useLang();
  const left = Date.parse(at) - useNow();
  const text = span(left, lang);
  return (
    <time className={left < 0 ? "countdown over" : "countdown"} dateTime={at} title={moment(at)}>
      {left < 0 ? t.over(text) : t.left(text)}
    </time>
  );
}

/** Since when something waits that no norm sets a time for. */
export function Waited({ since }: { since: string }) {
  const { t, lang } = useLang();
  return (
    <time className="countdown dim" dateTime={since} title={moment(since)}>
      {t.waited(span(useNow() - Date.parse(since), lang))}
    </time>
  );
}
