// What is seldom done stands folded, so that what is done often is found at once.
import type { ReactNode } from "react";
import "./folded.css";

export function Folded({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className="folded">
      <summary>{label}</summary>
      <div>{children}</div>
    </details>
  );
}
