// Who has the line in hand, and how it comes into ours, or out of them again.
import { Button } from "@mantine/core";
import type { WaitingLine } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useLang } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { isHeldBy } from "./order";
import { rowsOf, usePutBack, useTakeUp } from "./work";

export function InHand({ line }: { line: WaitingLine }) {
  const { t } = useLang();
  const who = useWho();
  const { me, holds } = useSession();
  const take = useTakeUp();
  const back = usePutBack();
  const mine = isHeldBy(line, me?.id);
  const rows = rowsOf([line]);
  const { hand, off } = line;
  const release = (
    <Button size="compact-xs" variant="default" loading={back.isPending} onClick={() => back.mutate(rows)}>
      {mine ? t.work.back : t.work.free}
    </Button>
  );
  return (
    <div className="inhand">
      {hand ? (
        <Notice kind={mine ? "plain" : "warn"}>
          {mine ? t.work.mine(brief(hand.until).slice(6)) : t.work.theirs(who(hand.officer), brief(hand.until).slice(6))}
          {hand.given_by ? ` ${t.work.givenBy(who(hand.given_by))}` : ""} {mine || holds("supervisor") ? release : null}
        </Notice>
      ) : null}
      {off ? (
        <Notice kind="warn">
          {t.work.off(brief(off.until), who(off.by))}：{off.why}
        </Notice>
      ) : null}
      {hand || !holds("intake", "officer", "approver", "supervisor") ? null : (
        <Button size="compact-sm" variant="default" loading={take.isPending} onClick={() => take.mutate(rows)}>
          {t.work.take}
        </Button>
      )}
      <Refused error={take.error ?? back.error} />
    </div>
  );
}
