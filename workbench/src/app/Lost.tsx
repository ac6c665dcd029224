import { Link } from "@tanstack/react-router";
import { useLang } from "./lang";

export function Lost() {
  const { t } = useLang();
  return (
    <div className="page">
      <p>{t.empty}</p>
      <Link to="/queue">{t.nav.queue}</Link>
    </div>
  );
}
