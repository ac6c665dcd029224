import { useLang } from "../../app/lang";
import type { Spot } from "../../flow/model";

/** What can be done about an account, by colour, form and word. */
export function StateTag({ spot }: { spot: Spot }) {
  const { t } = useLang();
  return (
    <span className="state">
      <i className={`dot-${spot.state}`} aria-hidden="true" />
      {t.flow.state[spot.state]}
    </span>
  );
}
