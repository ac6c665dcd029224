import { Suspense, lazy, useState } from "react";
import { Loading } from "../ui/Notice";
import { useLang } from "./lang";
import { useSession } from "./session";

const Account = lazy(() => import("../screens/account/Account").then(({ Account: one }) => ({ default: one })));

/** For a member's desk: where its inbox is, and its own sign-in. */
export function MemberDoor() {
  const { t } = useLang();
  const { me, signOut } = useSession();
  const [account, setAccount] = useState(false);
  return (
    <main className="page">
      <h1>{t.brandLong}</h1>
      <p>
        {me?.name}: {t.memberSeat} <a href="/desk">{t.openInbox}</a>
      </p>
      <p className="acts">
        <button type="button" className="link" aria-expanded={account} onClick={() => setAccount(!account)}>
          {t.account}
        </button>{" "}
        <button type="button" className="link" onClick={() => void signOut()}>
          {t.signOut}
        </button>
      </p>
      {account ? (
        <Suspense fallback={<Loading />}>
          <Account />
        </Suspense>
      ) : null}
    </main>
  );
}
