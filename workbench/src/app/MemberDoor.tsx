import { useLang } from "./lang";
import { useSession } from "./session";

/** For a member's desk: where its inbox is. */
export function MemberDoor() {
  const { t } = useLang();
  const { me, signOut } = useSession();
  return (
    <main className="page">
      <h1>{t.brandLong}</h1>
      <p>
        {me?.name}: {t.memberSeat} <a href="/desk">{t.openInbox}</a>
      </p>
      <button type="button" className="link" onClick={() => void signOut()}>
        {t.signOut}
      </button>
    </main>
  );
}
