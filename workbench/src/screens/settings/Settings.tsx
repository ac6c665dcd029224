// 设置: by what the centre works, who works in it, and what its detector sees. A section is there for whoever may
// do something in it; norms and words may be read by everybody.
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { StateSwitch } from "../../ui/StateSwitch";
import { Agencies } from "./Agencies";
import { Lexicon } from "./Lexicon";
import { Norms } from "./Norms";
import { Officers } from "./Officers";
import { Protections } from "./Protections";
import { type Section, SECTIONS } from "./sections";
import { en, zh } from "./words";
import "./settings.css";

const SCREENS: Record<Section, (props: { tabs: ReactNode }) => ReactNode> = {
  norms: Norms,
  officers: Officers,
  agencies: Agencies,
  lexicon: Lexicon,
  protections: Protections,
};

export function Settings() {
  const w = useWords(zh, en);
  const { holds } = useSession();
  const navigate = useNavigate();
  const { of = "norms" } = useSearch({ from: "/settings" });
  const own = SECTIONS.filter((section) => !section.roles || holds(...section.roles)).map((section) => section.name);
  const shown = own.includes(of) ? of : "norms";
  const words = Object.fromEntries(own.map((name) => [name, w.sections[name]])) as Record<Section, string>;
  const Screen = SCREENS[shown];
  const tabs = <StateSwitch words={words} value={shown} onChange={(section) => void navigate({ to: "/settings", search: section === "norms" ? {} : { of: section } })} label={w.section} />;
  return (
    <div className="settings">
      <Screen key={shown} tabs={tabs} />
    </div>
  );
}
