// The end of a window in which somebody signed in beside his page: it says so there, and closes.
import { useEffect } from "react";
import { Mark } from "../ui/Mark";
import { useWords } from "./lang";
import { en, zh } from "./outsideWords";
import "./sign-in.css";
import { SIGNED_IN } from "./signedIn";

export default function SignedIn() {
  const w = useWords(zh, en);
  useEffect(() => {
    const channel = new BroadcastChannel(SIGNED_IN);
    channel.postMessage("in");
    channel.close();
    window.close();
  }, []);
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <div className="sign-in-mark">
          <Mark />
          <h1>{w.done}</h1>
        </div>
        <p>{w.close}</p>
        <p className="sign-in-foot">
          <a href="/workbench/">{w.open}</a>
        </p>
      </div>
    </main>
  );
}
