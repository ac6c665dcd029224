// The picture of the flow for a file and for paper, with what was left out of it said below.
import type { CaseDetail, Picture } from "../../api/client";
import { centreNow } from "../../app/clock";
import { useLang } from "../../app/lang";
import { useSession } from "../../app/session";
import type { Graph, Lit } from "../../flow/model";
import { pictureOf, png } from "../../flow/picture";
import { hand } from "../../save/save";
import { fileName } from "../../save/sheet";
import { exact } from "../../say/money";
import { moment } from "../../say/time";

interface Shown {
  graph: Graph;
  pick: number | null;
  lit: Lit;
  shown: number[];
  /** Lines of less were asked not to be drawn. */
  min: number;
  detail: CaseDetail;
  picture: Picture;
}

/** Of a picture on paper. */
const WIDTH = 1_240;

export function useFlowPicture({ graph, pick, lit, shown, min, detail, picture }: Shown) {
  const { t, lang } = useLang();
  const { me } = useSession();
  const title = `${me?.drill ? `${t.drillName} ` : ""}${t.flow.title} ${detail.case.number}`;
  const draw = () => {
    const left = t.flow.leftOut;
    const hidden = graph.lines.length - shown.length;
    const folded = graph.spots.filter((spot) => !spot.account);
    const spot = pick === null ? undefined : graph.spots[pick];
    const notes = [
      ...(me?.drill ? [t.drill] : []),
      `${t.save.asOf} ${moment(picture.at)}`,
      hidden > 0 ? left.lines(hidden, exact(min)) : left.all(graph.spots.reduce((sum, one) => sum + one.accounts, 0), graph.lines.length),
      ...(folded.length > 0 ? [left.folded(folded.length, folded.reduce((sum, one) => sum + one.accounts, 0))] : []),
      ...(spot?.account ? [left.place(spot.label, t.flow.state[spot.state])] : []),
      t.save.amountUnit,
      t.save.mask,
      `${t.save.by} ${me ? `${me.name} (${me.login})` : ""}, ${moment(centreNow())}`,
    ];
    const { level, there, through, accounts } = t.flow.columns;
    const words = { lang, level, there, through, accounts };
    return pictureOf({ graph, lit, pick, shown, words }, { width: WIDTH, height: 0 }, { title, notes, shrunk: left.shrunk });
  };
  return {
    save: async () => hand(fileName({ title }, moment(centreNow()).slice(0, 16), "png"), await png(draw())),
    /** For an image on the page. */
    address: () => draw().toDataURL("image/png"),
  };
}
